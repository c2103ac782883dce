// What a campaign strives for, and the splits that keep it honest.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gauntlet {

enum class Split { kTrain, kValidation, kTest };
std::string_view ToString(Split split);
std::optional<Split> SplitFromString(std::string_view name);

// How the metrics of the workloads become one number, larger is better.
struct Objective {
  // value: the metric itself (its negative when minimized), averaged over the workloads.
  // bounded_reduction: against the reference metric r, per workload: (r-m)/r if m <= r, else -(m-r)/m;
  // averaged.
  enum class Form { kValue, kBoundedReduction };
  Form form = Form::kValue;
  std::string metric;     // of the simulator: misses
  std::string reference;  // of the simulator's reference(): fifo_misses
  bool minimize = true;
  std::string bound;        // a reference metric that no policy passes: belady_misses; empty: none
  std::string bound_holds;  // a reference metric that is 1 where the bound holds; empty: always
};

// What a candidate must keep to, whatever its score: who does not is infeasible, and no elite.
struct Constraint {
  std::string
      metric;  // of the aggregate over the workloads, or a resource: peak_memory_bytes, cpu_ns_per_request
  double limit = 0;
  bool is_most = true;    // at_most, else at_least
  bool measured = false;  // by a clock, as its author says: it may differ from run to run
};

}  // namespace gauntlet
