// Tier hot: one long-lived child that opens, plays and closes module after module.
//
//   evaluator                                    hot child (every workload mapped, under the weak filter)
//     clears the report
//     one datagram: parameters, workloads
//     + the module                           -->  checks the artifact, opens it, plays
//                                            <--  one byte: the report is complete
//                                                 closes the module, clears its regions, waits for the next
//
// What ends a run early ends the child: the evaluator judges its death as in tier fork and starts another
// one. So does the kMaxCandidates-th candidate, and a timeout counts after a second run. Between candidates
// memory is shared in time: one that does not crash may leave something behind for the next. Verdicts of this
// tier are stated as such, and what comes close to an archive runs again in a child of its own.
#pragma once

#include <optional>

#include "host/evaluate/worker/cage.h"
#include "host/evaluate/worker/runner.h"

namespace gauntlet {

class HotRunner {
 public:
  static Result<std::unique_ptr<HotRunner>> Create(const Simulator& simulator, const WorkerSetup& setup);

  // `all`: every workload of the setup, mapped; the same in every call.
  Result<EvaluationAnswer> Evaluate(int module_fd, const EvaluateMessage& message,
                                    const std::vector<RunnableWorkload>& all);

  static constexpr int kMaxCandidates = 1000;

 private:
  HotRunner(const Simulator& simulator, const WorkerSetup& setup) : simulator_(simulator), setup_(setup) {}

  Result<> StartChild(const std::vector<RunnableWorkload>& all);
  Result<ChildEnd> Ask(int module_fd, const EvaluateMessage& message);
  Result<ChildEnd> AwaitAnswer(double cpu_before_ms);
  static void LimitAddressSpace(uint64_t evaluators_bytes);
  uint64_t AddressSpaceBytes() const;
  [[noreturn]] void ChildMain(int socket, const std::vector<RunnableWorkload>& all);
  void PlayNext(int socket, const std::vector<RunnableWorkload>& all);
  Remains Collect(const ChildEnd& end) const;

  const Simulator& simulator_;
  WorkerSetup setup_;
  std::optional<AllowedImports> allowed_;
  std::optional<Filter> filter_;
  Regions regions_;
  std::span<std::byte> simulator_room_;  // in the child
  UniqueFd statm_;
  std::optional<ReportMemory> memory_;
  std::optional<Child> child_;
  UniqueFd socket_;
  int served_ = 0;
};

}  // namespace gauntlet
