// Everything that candidates of one problem are run on: workloads in memory, reference metrics, worker
// processes.
#pragma once

#include <memory>
#include <vector>

#include "host/campaign/pipeline.h"

namespace gauntlet {

struct WorkbenchOptions {
  std::vector<WorkloadEntry> entries;  // what to run on; of one split or several
  Isolation isolation = Isolation::kFork;
  std::vector<CascadeStage> cascade;  // cheap stages of the same entries
  unsigned lanes = 1;
  uint64_t seed = 1;       // of keys and of the policies' random numbers
  uint64_t memory_mb = 0;  // of a policy; 0: the problem's limit
};

class Workbench {
 public:
  static Result<std::unique_ptr<Workbench>> Open(const Problem& problem, const WorkbenchOptions& options);

  Bench bench() const { return {problem_, workloads_, references_, stages_}; }
  std::vector<Lane>& lanes() { return lanes_; }
  const std::vector<Workload>& workloads() const { return workloads_; }
  const References& references() const { return references_; }

  // One source, its workloads fanned out over all lanes. `confirm`: recompute its score from its answers.
  Result<Candidate> Run(const std::string& source, bool confirm);

 private:
  explicit Workbench(const Problem& problem) : problem_(problem) {}
  Result<> LoadStages(const WorkbenchOptions& options);
  std::vector<const Workload*> AllWorkloads() const;  // in the order of the evaluators' setup
  Result<> FillReferences();

  const Problem& problem_;
  std::vector<Workload> workloads_;
  std::vector<StageWorkloads> stages_;
  References references_;
  std::vector<Lane> lanes_;
};

}  // namespace gauntlet
