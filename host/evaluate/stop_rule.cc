#include "host/evaluate/stop_rule.h"

#include "host/evaluate/evaluator.h"
#include "host/score/score.h"

namespace gauntlet {

bool StopWatch::Stops(double value) {
  if (position_ >= rule_.least_sums.size()) return false;
  sum_ += ScoreOfValue(rule_.objective, value, rule_.references[position_]);
  return sum_ < rule_.least_sums[position_++];
}

std::optional<size_t> StopsAfter(const StopRule& rule, std::span<const Simulation> simulations) {
  StopWatch watch(rule);
  for (size_t i = 0; i < simulations.size(); ++i) {
    const Metric* metric = FindMetric(simulations[i].metrics, rule.objective.metric);
    if (metric == nullptr) return std::nullopt;
    if (watch.Stops(metric->Value())) return i + 1;
  }
  return std::nullopt;
}

}  // namespace gauntlet
