// From metrics to one number: the aggregate over workloads, the score of a split, the share of a gap that was
// closed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/candidate/candidate.h"
#include "host/candidate/objective.h"

namespace gauntlet {

// Metrics of a workload that need no policy (fifo_misses, belady_misses), by the workload's name.
using References = std::map<std::string, Metrics>;

// Counts add up; ratios of counts (miss_ratio = misses / requests) and other reals are averaged over the
// workloads, as is usual for miss ratios: each workload weighs the same.
Metrics Aggregate(const std::vector<WorkloadResult>& workloads);

// Larger is better. kInternalError: a metric that the objective names is missing.
Result<double> Score(const Objective& objective, const std::vector<WorkloadResult>& workloads,
                     const References& references);

// One workload's share of that score, from the objective's metric and its reference (of form kValue: not looked at).
double ScoreOfValue(const Objective& objective, double value, double reference);
// The same, from what was measured.
Result<double> ScoreOne(const Objective& objective, const WorkloadResult& workload,
                        const References& references);

// That score for a policy that reaches the objective's bound; empty where there is none or it does not hold.
std::optional<double> ScoreOfBound(const Objective& objective, const std::string& workload,
                                   const References& references);

// Mean over workloads of (from - m) / (from - bound), where `from` is another policy's results on the same
// workloads: the share of its distance to the objective's bound that was closed. Workloads where the bound
// does not hold, or where `from` reaches it, are left out. Empty when none is left.
std::optional<double> GapClosed(const Objective& objective, const std::vector<WorkloadResult>& workloads,
                                const std::vector<WorkloadResult>& from, const References& references);

// How a number is distributed over workloads.
struct Distribution {
  size_t workloads = 0;
  double mean = 0, p10 = 0, p50 = 0, p90 = 0;  // nearest rank
};

// Of the objective's metric as a multiple of its bound, over the workloads where that holds; empty when there is none.
std::optional<Distribution> OverBound(const Objective& objective,
                                      const std::vector<WorkloadResult>& workloads,
                                      const References& references);

// Of a workload's score (ScoreOne), by dataset.
Result<std::map<std::string, Distribution>> ByDataset(const Objective& objective,
                                                      const std::vector<WorkloadResult>& workloads,
                                                      const References& references);

}  // namespace gauntlet
