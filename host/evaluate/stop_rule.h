// When a run over several workloads need not go on: the scores so far, and the best that the rest could still give,
// do not reach what is needed. The rule travels with the request; the child looks at it after each workload, its
// parent and the host look again at what it gave: who stops before he may has no result.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "host/candidate/candidate.h"
#include "host/candidate/objective.h"

namespace gauntlet {

struct Simulation;

// By positions in the order of play.
struct StopRule {
  Objective objective;
  std::vector<double>
      references;  // values of the objective's reference metric; of form kValue: not looked at
  std::vector<double> least_sums;  // the run stops if the sum of the scores up to this workload is less
};

// Follows one run under a rule. Allocates nothing: it runs beside a candidate, on its heap. The rule outlives it.
class StopWatch {
 public:
  explicit StopWatch(const StopRule& rule) : rule_(rule) {}
  // The objective's metric of the next workload. Whether the run stops after it.
  bool Stops(double value);

 private:
  const StopRule& rule_;
  size_t position_ = 0;
  double sum_ = 0;
};

// After how many of these the rule stops the run; empty: it does not. A simulation without the metric ends the
// question.
std::optional<size_t> StopsAfter(const StopRule& rule, std::span<const Simulation> simulations);

}  // namespace gauntlet
