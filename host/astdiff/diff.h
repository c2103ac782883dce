// Compares two policy sources on Clang's trees, so that white space and comments do not count, and says when
// nothing else is different. Runs in the compiler process, where the SDK's header state is warm.
#pragma once

#include <string>

#include "host/base/result.h"
#include "host/candidate/source_diff.h"

namespace gauntlet {

class Toolchain;

struct DiffRequest {
  std::string a, b;  // sources
  std::string domain;
};

// An error means that the toolchain failed.
Result<SourceDiff> DiffSources(Toolchain& toolchain, const DiffRequest& request);

}  // namespace gauntlet
