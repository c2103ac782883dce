// Finds what a source could do without. Runs in the compiler process.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/candidate/ablation.h"
#include "host/mutate/tree_request.h"

namespace gauntlet {

class Toolchain;

struct AblationOutcome {
  std::optional<Failure> failure;   // it does not parse
  std::vector<Ablation> ablations;  // in the order of the text, the larger first
};

// An error means that the toolchain failed.
Result<AblationOutcome> FindAblations(Toolchain& toolchain, const TreeRequest& request);

}  // namespace gauntlet
