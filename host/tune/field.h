// The workloads of one split with an evaluator a lane: where vectors of literals are played on one module, without a
// compile.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/evaluate/evaluator.h"
#include "host/problem/problem.h"
#include "host/score/score.h"
#include "host/workload/workload.h"

namespace gauntlet::tune {

struct FieldOptions {
  Isolation isolation = Isolation::kFork;
  unsigned lanes = 1;
  uint64_t seed = 1;       // of keys and of the policies' random numbers
  uint64_t memory_mb = 0;  // of a policy; 0: the problem's limit
};

// What came of one vector. Failed: it has no score.
struct Played {
  std::string failed;             // the verdict's kind, or "infeasible"; empty: it did not
  std::string reason;             // of the failure, for people
  std::vector<double> scores;     // one a workload
  std::vector<uint64_t> answers;  // hash of all answers, one a workload
  double cpu_ms = 0;

  bool ok() const { return failed.empty(); }
};

class Field {
 public:
  // REQUIRES: `problem` outlives it. kInput: the split has no workload.
  static Result<std::unique_ptr<Field>> Open(const Problem& problem, std::vector<WorkloadEntry> entries,
                                             const FieldOptions& options);

  // On an evaluator that is there already: `workloads` are the first of its set-up. One lane. REQUIRES: all outlive it.
  Field(const Problem& problem, const std::vector<Workload>& workloads, const References& references,
        Evaluator& evaluator);

  // Whoever takes more CPU time from here on fails. Evaluators start anew. REQUIRES: they are its own.
  Result<> Limit(double cpu_ms);

  size_t lanes() const { return evaluators_.size(); }
  const std::vector<Workload>& workloads() const { return workloads_; }

  // `table`: the parameters of a lifted module; empty: as compiled. One thread a lane.
  Result<Played> Play(size_t lane, const std::shared_ptr<const Module>& module, std::vector<uint64_t> table);
  // The same, recomputed from the answers that it gave blind to the future. The failure of either is its failure.
  Result<Played> Confirm(size_t lane, const std::shared_ptr<const Module>& module);

 private:
  Field(const Problem& problem, const FieldOptions& options) : problem_(problem), options_(options) {}
  Result<Played> Judge(const Evaluation& evaluation) const;
  EvaluationRequest All(const std::shared_ptr<const Module>& module, std::vector<uint64_t> table) const;

  const Problem& problem_;
  FieldOptions options_;
  std::vector<Workload> workloads_;
  References references_;
  std::vector<std::unique_ptr<Evaluator>> own_;
  std::vector<Evaluator*> evaluators_;
};

double Mean(std::span<const double> values);

}  // namespace gauntlet::tune
