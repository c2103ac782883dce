// How sure a gain is: of one policy over another on the same workloads.
//
// Differences are paired, workload by workload, since most of what a score varies by is the workload and not
// the policy. Workloads of one dataset are no independent witnesses (windows, capacities of one trace), so
// whole datasets are drawn again, with replacement: a cluster bootstrap. Of k datasets its variance is too small
// by (k - 1) / k; the interval is widened about the mean accordingly. With five datasets it still holds the
// truth in nine cases of ten rather than in nineteen of twenty; of one dataset nothing can be said.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/candidate/candidate.h"
#include "host/candidate/objective.h"
#include "host/score/score.h"

namespace gauntlet {

struct Interval {
  double low = 0, high = 0;  // 95 %
};

struct Gain {
  double mean = 0;  // over workloads, in units of the score
  std::optional<Interval> interval;
  size_t datasets = 0, workloads = 0;

  // Better, and not by the luck of which datasets there are. Without an interval: better.
  bool BeyondDoubt() const { return interval ? interval->low > 0 : mean > 0; }
  // "+0.031, 95 % interval +0.012..+0.049, 4 datasets"
  std::string Text() const;
  Json ToJson() const;
};

// What a workload's score gains, one for each workload that both were measured on.
struct PairedDifference {
  std::string dataset;
  double gain = 0;
};
Result<std::vector<PairedDifference>> PairedDifferences(const Objective& objective,
                                                        const std::vector<WorkloadResult>& mine,
                                                        const std::vector<WorkloadResult>& theirs,
                                                        const References& references);

// Repeatable: its random numbers are always the same.
Gain GainOf(const std::vector<PairedDifference>& differences);

}  // namespace gauntlet
