// All numbers of a policy's evolve block, with what whoever tunes them has to know. Runs in the compiler process,
// where the SDK's header state is warm.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/candidate/literal_site.h"
#include "host/mutate/tree_request.h"
#include "sandbox/verdict.h"

namespace gauntlet {

class Toolchain;

struct LiteralsOutcome {
  std::optional<Failure> failure;     // it does not parse
  std::vector<LiteralSite> literals;  // in order of the text
};

// An error means that the toolchain failed.
Result<LiteralsOutcome> ListLiterals(Toolchain& toolchain, const TreeRequest& request);

}  // namespace gauntlet
