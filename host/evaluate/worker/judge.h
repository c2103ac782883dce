// From what is left of a child to a verdict. Order where several apply: platform error, violation, memory,
// timeout, crash, no result.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/evaluate/wire.h"
#include "host/evaluate/worker/report.h"
#include "sandbox/child.h"

namespace gauntlet {

// Copied out of the shared memory once, after the child's death.
struct Remains {
  ChildEnd end;
  Prelude prelude;
  Report report;
  std::vector<gauntlet_result> results;  // as many as were asked for
  std::string note;
};
Remains CollectRemains(const ChildEnd& end, const ReportMemory& memory);

// The workloads of the request: their numbers in the setup and names, in the order of play.
struct PlayedName {
  uint32_t workload = 0;
  std::string name;
};

// `log_bounds`: room that each simulation had for its log; empty: none was kept.
// `stop`: the rule that the run was under; null: none.
// An error when the platform failed: the child never got to the candidate's first instruction, and not for
// the candidate's sake.
Result<EvaluationAnswer> Judge(const Remains& remains, std::span<const PlayedName> workloads,
                               std::span<const uint64_t> log_bounds, const EvaluationLimits& limits,
                               const StopRule* stop = nullptr);

// The metrics of one result, or nothing if it is not what a simulator of ours can have written.
std::optional<Simulation> ReadResult(const gauntlet_result& result, uint32_t workload);

}  // namespace gauntlet
