// Finds what a source could do without. Runs in the compiler process.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/candidate/ablation.h"

namespace gauntlet {

class Toolchain;

struct AblationRequest {
  std::string source;
  std::string domain;
};

struct AblationOutcome {
  std::optional<Failure> failure;   // it does not parse
  std::vector<Ablation> ablations;  // in the order of the text, the larger first
};

// An error means that the toolchain failed.
Result<AblationOutcome> FindAblations(Toolchain& toolchain, const AblationRequest& request);

}  // namespace gauntlet
