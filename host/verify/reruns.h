// The train split again: where memory lies elsewhere and holds old bytes, each simulation alone, and the other way
// round. Whoever uses nothing but what it is given answers as in the first run.
//
// A workload may hold several simulations, each with a policy of its own: jobs, say, whose windows overlap in
// calendar time, so that what is carried from one to the next is the future. They are taken apart by the domain
// (host/workload/variants.h), and the answers of each are looked for in the log of the first run.
#pragma once

#include <vector>

#include "host/verify/divergence.h"
#include "host/verify/ground.h"

namespace gauntlet {

// The verdict of a run that should have gone as another one did. Whoever is too slow while the machine is busy
// has not been unmasked.
void Fails(VerifyCheck& check, const Failure& failure, bool unmasks);

// The score on a split that search has not seen; `train_score`: beside it.
void TakeScore(VerifyCheck& check, double score, size_t simulations, std::optional<double> train_score);

// What reruns are compared with: all workloads in order.
struct FirstRun {
  Evaluator* evaluator = nullptr;
  const EvaluationRequest* request = nullptr;
  const LoggedEvaluation* logged = nullptr;
};

class Reruns {
 public:
  static Result<Reruns> Open(const Problem& problem, const VerifierOptions& options,
                             const std::vector<Workload>& workloads);

  // Each says in `check` whether the answers were the same, and if not, which simulation's are the first to differ.
  Result<> PlayAltered(const FirstRun& first, VerifyCheck& check);
  Result<> PlayAlone(const FirstRun& first, VerifyCheck& check);
  // REQUIRES: PlayAlone has passed with the same first run.
  Result<> PlayInReverse(const FirstRun& first, VerifyCheck& check);

 private:
  // A workload's simulations. One alone is the workload.
  struct Apart {
    std::vector<uint32_t> alone = {};  // numbers on the ground of simulations
    uint32_t reversed = 0;
    std::vector<uint64_t> first_records = {};  // of each, then the end
    uint64_t log_header_bytes = 0;
    std::vector<uint64_t> log_begins =
        {};  // of the answers of each in the first run's log, then the end: by PlayAlone

    size_t count() const { return alone.size(); }
  };
  explicit Reruns(const Problem& problem)
      : domain_(problem.domain), interface_name_(problem.interface_name) {}

  Result<std::vector<Workload>> TakeApart(const std::vector<Workload>& workloads);
  Result<> PlayApart(const FirstRun& first, uint32_t workload, VerifyCheck& check);
  Result<> CompareReversed(const FirstRun& first, const LoggedEvaluation& run, size_t index,
                           uint32_t workload, VerifyCheck& check);
  // Fails the check, with the reason and where, if `b` answers otherwise than `a` in the first run.
  Result<> Compare(const LoggedSimulation& a, const LoggedSimulation& b, const std::string& reason,
                   VerifyCheck& check);

  std::string domain_, interface_name_;
  Ground altered_;  // the workloads, other memory
  Ground
      simulations_;  // one by one, then the workloads reversed; memory as ever: to alter it takes time in every child
  std::vector<Apart> apart_;  // of each workload
};

}  // namespace gauntlet
