#include "host/verify/ground.h"

#include <numeric>

namespace gauntlet {

bool NeedsReferences(const Objective& objective) {
  return objective.form == Objective::Form::kBoundedReduction;
}

EvaluatorSetup SetupFor(const Problem& problem, Isolation isolation, uint64_t seed, uint64_t memory_mb) {
  EvaluatorSetup setup;
  setup.simulator_path = problem.simulator.string();
  setup.domain = problem.domain;
  setup.interface_name = problem.interface_name;
  setup.isolation = isolation;
  setup.seed = seed;
  setup.limits.cpu_ms = problem.limits.cpu_s * 1000;
  setup.limits.memory_bytes = (memory_mb != 0 ? memory_mb : problem.limits.memory_mb) << 20;
  return setup;
}

CompilerLimits CompilerLimitsFor(const Problem& problem) {
  CompilerLimits limits;
  limits.cpu_ms = problem.limits.compile_s * 1000;
  limits.source_bytes = problem.limits.source_kb << 10;
  return limits;
}

EvaluatorWorkload ForEvaluators(const Workload& w) {
  return {w.name, w.params, w.data, w.data_bytes, w.files};
}

std::vector<WorkloadResult> ResultsOf(const std::vector<Workload>& workloads, uint32_t first,
                                      const Evaluation& evaluation) {
  std::vector<WorkloadResult> results;
  for (const Simulation& simulation : evaluation.simulations) {
    const Workload& workload = workloads[simulation.workload - first];
    results.push_back(
        {workload.name, std::string(ToString(workload.split)), workload.dataset, simulation.metrics});
  }
  return results;
}

Result<Ground> Ground::Open(const Problem& problem, const VerifierOptions& options,
                            std::vector<Workload> workloads, bool altered_memory) {
  const Isolation tier = options.isolation == Isolation::kTrusted ? Isolation::kTrusted : Isolation::kFork;
  EvaluatorSetup setup = SetupFor(problem, tier, options.seed, options.memory_mb);
  setup.altered_memory = altered_memory;
  for (const Workload& workload : workloads) setup.workloads.push_back(ForEvaluators(workload));
  Ground out;
  out.workloads_ = std::move(workloads);
  GAUNTLET_TRY(out.evaluator_, StartEvaluator(problem, setup));
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
    GAUNTLET_TRY(out[workloads_[i].name], Reference(i, objective));
  }
  return out;
}

}  // namespace gauntlet
