// Recomputes a score from a candidate's answers. See confirm.cc for the whole conversation.
#pragma once

#include <memory>

#include "host/evaluate/wire.h"
#include "host/evaluate/worker_client.h"

namespace gauntlet {

class Confirmer {
 public:
  explicit Confirmer(const EvaluatorSetup& setup);

  // `facts`: of all workloads of the setup, from a worker that has them mapped.
  Result<Evaluation> Confirm(const EvaluationRequest& request, const Evaluation& hint,
                             const std::vector<WorkloadFacts>& facts);
  Result<Metrics> Reference(uint32_t workload, const std::string& only);
  // As in WorkerClient, of the workers that this one asks.
  bool lost_two() const { return verifier_.lost_two() || (block_fed_ && block_fed_->lost_two()); }
  // A run that keeps its answers, by a worker of either role.
  Result<LoggedEvaluation> RunLogged(WorkerClient& worker, const EvaluationRequest& request);
  Result<AnswerPlace> Locate(const LoggedEvaluation& run, size_t index, uint64_t offset);

 private:
  // The simulations as the verifier computes them from the answers, or a verdict on the log.
  Result<Evaluation> Recompute(const LoggedEvaluation& run);
  Result<Evaluation> RunBlind(const EvaluationRequest& request, uint32_t workload);
  Result<Failure> ExplainDifference(const EvaluationRequest& request, const Evaluation& hint,
                                    const Evaluation& recomputed);

  EvaluatorSetup setup_;
  WorkerClient verifier_;
  std::optional<WorkerClient> block_fed_;  // started for the first confirmation
};

// A client for one role, told all workloads of the setup; `facts` for role block_fed.
WorkerClient MakeWorkerClient(const EvaluatorSetup& setup, WorkerRole role,
                              const std::vector<WorkloadFacts>& facts = {});
// How long a worker may take for one request before it counts as hung.
double AnswerMs(const EvaluationLimits& limits);

}  // namespace gauntlet
