#include "host/score/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gauntlet {
namespace {

Result<double> ValueOf(const Metrics& metrics, const std::string& name, const std::string& workload) {
  const Metric* metric = FindMetric(metrics, name);
  if (!metric)
    return Fail(ErrorKind::kInternalError,
                fmt::format("workload {}: the simulator reports no metric '{}' that the objective names",
                            workload, name));
  return metric->Value();
}

const WorkloadResult* FindWorkload(const std::vector<WorkloadResult>& workloads, const std::string& name) {
  for (const WorkloadResult& w : workloads)
    if (w.name == name) return &w;
  return nullptr;
}

// What no policy passes on this workload; nullptr where there is none, or it does not hold.
const Metric* BoundOf(const Objective& objective, const std::string& workload, const References& references) {
  const auto reference = references.find(workload);
  if (reference == references.end() || objective.bound.empty()) return nullptr;
  const Metric* holds = FindMetric(reference->second, objective.bound_holds);
  return holds && holds->Value() == 0 ? nullptr : FindMetric(reference->second, objective.bound);
}

// REQUIRES: not empty.
Distribution Distribute(std::vector<double> values) {
  std::ranges::sort(values);
  const auto rank = [&values](double q) {
    const double at = std::ceil(q * static_cast<double>(values.size())) - 1;
    return values[static_cast<size_t>(std::max(0.0, at))];
  };
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {values.size(), sum / static_cast<double>(values.size()), rank(0.1), rank(0.5), rank(0.9)};
}

double BoundedReduction(double reference, double value) {
  if (reference == value) return 0;
  return value < reference ? (reference - value) / reference : -(value - reference) / value;
}

}  // namespace

Metrics Aggregate(const std::vector<WorkloadResult>& workloads) {
  Metrics out;
  if (workloads.empty()) return out;
  for (const Metric& first : workloads.front().metrics) {
    Metric sum{.name = first.name, .is_count = first.is_count};
    for (const WorkloadResult& w : workloads) {
      const Metric* m = FindMetric(w.metrics, first.name);
      if (!m) continue;
      sum.count += m->count;
      sum.real += m->real;
    }
    if (!sum.is_count) sum.real /= static_cast<double>(workloads.size());
    out.push_back(std::move(sum));
  }
  return out;
}

double ScoreOfValue(const Objective& objective, double value, double reference) {
  if (objective.form == Objective::Form::kValue) return objective.minimize ? -value : value;
  const double reduction = BoundedReduction(reference, value);
  return objective.minimize ? reduction : -reduction;
}

Result<double> ScoreOne(const Objective& objective, const WorkloadResult& workload,
                        const References& references) {
  GAUNTLET_TRY(const double value, ValueOf(workload.metrics, objective.metric, workload.name));
  if (objective.form == Objective::Form::kValue) return ScoreOfValue(objective, value, 0);
  const auto reference = references.find(workload.name);
  if (reference == references.end())
    return Fail(ErrorKind::kInternalError, fmt::format("workload {}: no reference metrics", workload.name));
  GAUNTLET_TRY(const double base, ValueOf(reference->second, objective.reference, workload.name));
  return ScoreOfValue(objective, value, base);
}

std::optional<double> ScoreOfBound(const Objective& objective, const std::string& workload,
                                   const References& references) {
  const Metric* bound = BoundOf(objective, workload, references);
  if (bound == nullptr) return std::nullopt;
  Metric reached = *bound;
  reached.name = objective.metric;
  const auto score = ScoreOne(objective, {.name = workload, .metrics = {reached}}, references);
  return score ? std::optional(*score) : std::nullopt;
}

Result<double> Score(const Objective& objective, const std::vector<WorkloadResult>& workloads,
                     const References& references) {
  if (workloads.empty()) return Fail(ErrorKind::kInternalError, "no workload to score");
  double sum = 0;
  for (const WorkloadResult& w : workloads) {
    GAUNTLET_TRY(const double one, ScoreOne(objective, w, references));
    sum += one;
  }
  return sum / static_cast<double>(workloads.size());
}

std::optional<double> GapClosed(const Objective& objective, const std::vector<WorkloadResult>& workloads,
                                const std::vector<WorkloadResult>& from, const References& references) {
  double sum = 0;
  int count = 0;
  for (const WorkloadResult& w : workloads) {
    const WorkloadResult* other = FindWorkload(from, w.name);
    if (!other) continue;
    const Metric* bound = BoundOf(objective, w.name, references);
    const Metric* mine = FindMetric(w.metrics, objective.metric);
    const Metric* theirs = FindMetric(other->metrics, objective.metric);
    if (!bound || !mine || !theirs) continue;
    const double gap = theirs->Value() - bound->Value();
    if (gap == 0) continue;
    sum += (theirs->Value() - mine->Value()) / gap;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

std::optional<Distribution> OverBound(const Objective& objective,
                                      const std::vector<WorkloadResult>& workloads,
                                      const References& references) {
  std::vector<double> multiples;
  for (const WorkloadResult& w : workloads) {
    const Metric* mine = FindMetric(w.metrics, objective.metric);
    const Metric* bound = BoundOf(objective, w.name, references);
    if (mine && bound && bound->Value() != 0) multiples.push_back(mine->Value() / bound->Value());
  }
  if (multiples.empty()) return std::nullopt;
  return Distribute(std::move(multiples));
}

Result<std::map<std::string, Distribution>> ByDataset(const Objective& objective,
                                                      const std::vector<WorkloadResult>& workloads,
                                                      const References& references) {
  std::map<std::string, std::vector<double>> scores;
  for (const WorkloadResult& w : workloads) {
    GAUNTLET_TRY(const double one, ScoreOne(objective, w, references));
    scores[w.dataset].push_back(one);
  }
  std::map<std::string, Distribution> out;
  for (auto& [dataset, values] : scores) out[dataset] = Distribute(std::move(values));
  return out;
}

}  // namespace gauntlet
