// How policies fare where workloads differ in one setting and another: capacities, deadlines, overheads.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/candidate/candidate.h"
#include "host/problem/problem.h"
#include "host/score/score.h"
#include "host/workload/workload.h"

namespace gauntlet {

// One row a group of workloads and policy: mean score, mean metric, and the metric as a multiple of its bound.
class EvalGroups {
 public:
  // `keys`: settings of the workloads, or "dataset"; none: all workloads are one group. kInput: a key that some
  // workload does not have; names those that all have.
  static Result<EvalGroups> By(const std::vector<std::string>& keys, const std::vector<Workload>& workloads);

  using Evaluated = std::pair<std::string, Candidate>;  // by name
  std::string Text(const Problem& problem, const References& references,
                   const std::vector<Evaluated>& results) const;
  // [{by: {key: value}, workloads, score, METRIC, over_bound: {workloads, mean, p10, p50, p90} or null}]
  Json ToJson(const Problem& problem, const References& references, const Candidate& candidate) const;

 private:
  struct Group {
    std::vector<std::string> values;     // in the order of the keys
    std::vector<std::string> workloads;  // by name
  };
  std::vector<std::string> keys_;
  std::vector<Group> groups_;  // in the order in which the workloads are given
};

}  // namespace gauntlet
