#include "host/verify/ground.h"

#include <numeric>

#include "host/base/layout.h"

namespace gauntlet {

bool NeedsReferences(const Objective& objective) {
  return objective.form == Objective::Form::kBoundedReduction;
}

Result<Ground> Ground::Open(const Problem& problem, const VerifierOptions& options,
                            std::vector<Workload> workloads, bool altered_memory) {
  EvaluatorSetup setup;
  setup.simulator_path = Layout::Current().Simulator(problem.domain).string();
  setup.domain = problem.domain;
  setup.interface_name = problem.interface_name;
  setup.isolation = options.isolation == Isolation::kTrusted ? Isolation::kTrusted : Isolation::kFork;
  setup.seed = options.seed;
  setup.altered_memory = altered_memory;
  setup.limits.cpu_ms = problem.limits.cpu_s * 1000;
  setup.limits.memory_bytes = (options.memory_mb ? options.memory_mb : problem.limits.memory_mb) << 20;
  for (const Workload& w : workloads) setup.workloads.push_back({w.name, w.params, w.data, w.data_bytes});
  Ground out;
  out.workloads_ = std::move(workloads);
  GAUNTLET_TRY(out.evaluator_, Evaluator::Start(setup));
  return out;
}

std::vector<uint32_t> Ground::All() const {
  std::vector<uint32_t> all(workloads_.size());
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

Result<References> Ground::AllReferences(const Objective& objective) const {
  References out;
  for (const uint32_t i : All()) {
    if (!NeedsReferences(objective)) break;
    GAUNTLET_TRY(out[workloads_[i].name], Reference(i));
  }
  return out;
}

std::vector<WorkloadResult> Ground::ResultsOf(const Evaluation& evaluation) const {
  std::vector<WorkloadResult> results;
  for (const Simulation& simulation : evaluation.simulations) {
    const Workload& workload = workloads_[simulation.workload];
    results.push_back(
        {workload.name, std::string(ToString(workload.split)), workload.dataset, simulation.metrics});
  }
  return results;
}

}  // namespace gauntlet
