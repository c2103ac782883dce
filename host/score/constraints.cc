#include "host/score/constraints.h"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet {

Result<std::vector<Violation>> Violations(const std::vector<Constraint>& constraints,
                                          const Candidate& candidate) {
  std::vector<Violation> out;
  for (const Constraint& constraint : constraints) {
    double value = 0;
    if (const Metric* metric = FindMetric(candidate.metrics, constraint.metric)) {
      value = metric->Value();
    } else if (candidate.resources.contains(constraint.metric)) {
      value = candidate.resources.at(constraint.metric).get<double>();
    } else {
      return Fail(ErrorKind::kInput,
                  fmt::format("constraints: the simulator reports no metric '{}'", constraint.metric));
    }
    const bool holds = constraint.is_most ? value <= constraint.limit : value >= constraint.limit;
    if (!holds) out.push_back({constraint.metric, value, constraint.limit, constraint.is_most});
  }
  return out;
}

bool MayBeNoise(const std::vector<Constraint>& constraints, const std::vector<Violation>& violations) {
  return !violations.empty() && std::ranges::all_of(violations, [&](const Violation& violation) {
    return std::ranges::any_of(constraints, [&](const Constraint& constraint) {
      return constraint.metric == violation.metric && constraint.measured;
    });
  });
}

std::string ViolationText(const Violation& v) {
  return fmt::format("{} {:.6g}, {} {:.6g} is allowed", v.metric, v.value, v.is_most ? "at most" : "at least",
                     v.limit);
}

}  // namespace gauntlet
