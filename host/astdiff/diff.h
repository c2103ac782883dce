// Compares two policy sources on Clang's trees, so that white space and comments do not count, and says when
// nothing else is different. Runs in the compiler process, where the SDK's header state is warm.
#pragma once

#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/candidate/source_diff.h"

namespace gauntlet {

class Toolchain;

// One source against several: it is parsed once.
struct DiffRequest {
  std::string a;
  std::vector<std::string> b;
  std::string domain;
};

struct DiffOutcome {
  std::optional<Failure> failure;  // the compiler died of it, nobody knows of which
  std::vector<SourceDiff> diffs;   // else one for each `b`, in order
};

// An error means that the toolchain failed.
Result<std::vector<SourceDiff>> DiffSources(Toolchain& toolchain, const DiffRequest& request);

}  // namespace gauntlet
