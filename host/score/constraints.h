// Which of a problem's constraints a measured candidate breaks.
#pragma once

#include <vector>

#include "host/base/result.h"
#include "host/candidate/candidate.h"
#include "host/candidate/objective.h"

namespace gauntlet {

// From its aggregate metrics and its resources. kInput: a constraint names what is neither.
Result<std::vector<Violation>> Violations(const std::vector<Constraint>& constraints,
                                          const Candidate& candidate);

// Whether all that it breaks is measured by a clock: a second measurement may say otherwise.
bool MayBeNoise(const std::vector<Constraint>& constraints, const std::vector<Violation>& violations);

// "byte_miss_ratio 0.61, at most 0.5 is allowed"
std::string ViolationText(const Violation& violation);

}  // namespace gauntlet
