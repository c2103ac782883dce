// Carries replacements out on a text, and tells people what changed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/candidate/candidate.h"
#include "host/mutate/operators.h"

namespace gauntlet::mutate {

struct Change {
  std::string source;
  std::vector<Edit> edits;  // one for each run of neighbouring lines, in their order
};

// Nothing if two replacements overlap or one leaves the evolve block.
std::optional<Change> Apply(const Sketch& parent, Proposal proposal, std::string_view operation);

}  // namespace gauntlet::mutate
