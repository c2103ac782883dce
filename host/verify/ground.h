// Workloads with an evaluator on them: what candidates are run on here.
#pragma once

#include <memory>
#include <vector>

#include "host/compiler/compiler.h"
#include "host/evaluate/evaluator.h"
#include "host/harness/harness.h"
#include "host/problem/problem.h"
#include "host/score/score.h"
#include "host/verify/verify.h"
#include "host/workload/workload.h"

namespace gauntlet {

// As the problem's limits say. `memory_mb`: of a policy; 0: the problem's. Without workloads.
EvaluatorSetup SetupFor(const Problem& problem, Isolation isolation, uint64_t seed, uint64_t memory_mb);
CompilerLimits CompilerLimitsFor(const Problem& problem);
EvaluatorWorkload ForEvaluators(const Workload& workload);

// `workloads[0]` is number `first` of the evaluator's setup.
std::vector<WorkloadResult> ResultsOf(const std::vector<Workload>& workloads, uint32_t first,
                                      const Evaluation& evaluation);

class Ground {
 public:
  // `altered_memory`: see EvaluatorSetup.
  static Result<Ground> Open(const Problem& problem, const VerifierOptions& options,
                             std::vector<Workload> workloads, bool altered_memory);

  Evaluator& evaluator() const { return *evaluator_; }
  const std::vector<Workload>& workloads() const { return workloads_; }
  std::vector<uint32_t> All() const;

  // What the objective compares with, of workload number i.
  Result<Metrics> Reference(uint32_t i, const Objective& objective) const {
    return evaluator_->Reference(i, objective.reference);
  }
  // Of all of them, by name; none if the objective compares with nothing. REQUIRES: names are unique.
  Result<References> AllReferences(const Objective& objective) const;

  std::vector<WorkloadResult> ResultsOf(const Evaluation& evaluation) const {
    return gauntlet::ResultsOf(workloads_, 0, evaluation);
  }

 private:
  std::vector<Workload> workloads_;
  std::unique_ptr<Evaluator> evaluator_;
};

bool NeedsReferences(const Objective& objective);

}  // namespace gauntlet
