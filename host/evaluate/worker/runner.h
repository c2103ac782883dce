// Tier fork: a child a candidate. The way of a child:
//
//   born from a warm evaluator: simulator loaded, workloads mapped (or not: role block_fed), regions reserved
//   closes every descriptor but the module; checks the artifact; opens it
//   gives up the clock and the prelude, and installs the final filter
//   -- from here on instructions of the candidate may run --
//   climbs the ladder, plays the workloads, reports, ends
//
// The parent waits for its death with a deadline, collects what remains, judges. Tier trusted takes the same
// way without a child (or, block-fed, with one but without a filter): no limits, and a crash is the
// evaluator's own.
#pragma once

#include <optional>
#include <span>

#include "host/evaluate/wire.h"
#include "host/evaluate/worker/cage.h"
#include "host/evaluate/worker/judge.h"
#include "host/evaluate/worker/play.h"
#include "host/evaluate/worker/simulator.h"
#include "sandbox/clock_pages.h"
#include "sandbox/lockdown.h"

namespace gauntlet {

// Where a feeding parent finds the records once the child is born. Lies in memory that children do not get:
// how long a workload is, is not theirs to know.
struct FeedPlan {
  int data_fd = -1;
  uint64_t data_bytes = 0;
  uint64_t records_offset = 0;
  uint64_t record_count = 0;
};

// One workload of a request.
struct RunnableWorkload {
  PlayedName name;
  PlayedWorkload played;
  uint64_t log_bound_bytes = 0;
  uint32_t record_bytes = 0;
  uint64_t block_records = 0;      // of the simulator's facts
  const FeedPlan* plan = nullptr;  // role block_fed
};

class Runner {
 public:
  static Result<std::unique_ptr<Runner>> Create(const Simulator& simulator, const WorkerSetup& setup);

  // The log, if one is kept, goes to `log`. A timeout counts after a second run. Role block_fed plays one workload
  // at a time: nothing that a policy saw of a trace at one capacity is there at the next.
  Result<EvaluationAnswer> Evaluate(int module_fd, const EvaluateMessage& message,
                                    std::span<const RunnableWorkload> workloads, UniqueFd* log);

 private:
  struct Attempt;
  Runner(const Simulator& simulator, const WorkerSetup& setup) : simulator_(simulator), setup_(setup) {}

  Result<EvaluationAnswer> Run(Attempt& attempt);
  Result<> TakeRest(Attempt& attempt, EvaluationAnswer* answer);
  Result<ChildEnd> RunInChild(Attempt& attempt, Play play);
  Result<ChildEnd> Feed(Attempt& attempt, Child& child);
  Result<ChildEnd> RunHere(Attempt& attempt, Play play);
  [[noreturn]] void ChildMain(Attempt& attempt, const Play& play);
  Play PlayOf(Attempt& attempt) const;
  ChildLimits Limits() const;
  const Simulator& simulator_;
  WorkerSetup setup_;
  std::optional<AllowedImports> allowed_;
  std::optional<Filter> filter_;
  ClockPages clock_pages_;
  Regions regions_;
  bool counts_instructions_ = true;  // until the machine said no
};

}  // namespace gauntlet
