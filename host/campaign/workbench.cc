#include "host/campaign/workbench.h"

#include <fmt/format.h>

#include "host/base/side_by_side.h"
#include "host/harness/language.h"
#include "host/verify/ground.h"

namespace gauntlet {

Result<std::unique_ptr<Workbench>> Workbench::Open(const Problem& problem, const WorkbenchOptions& options) {
  std::unique_ptr<Workbench> out(new Workbench(problem));
  GAUNTLET_TRY(out->workloads_, LoadWorkloads(problem, options.entries));
  GAUNTLET_CHECK_OK(CheckSplits(problem, options.entries, out->workloads_));
  if (out->workloads_.empty())
    return Fail(ErrorKind::kInput, "no workload to run on: none is of the split that was asked for");
  GAUNTLET_CHECK_OK(out->LoadStages(options));
  CompilerLimits limits = CompilerLimitsFor(problem);
  limits.trusted = options.isolation == Isolation::kTrusted;
  EvaluatorSetup setup = SetupFor(problem, options.isolation, options.seed, options.memory_mb);
  for (const Workload* workload : out->AllWorkloads()) setup.workloads.push_back(ForEvaluators(*workload));
  for (unsigned i = 0; i < std::max(1u, options.lanes); ++i) {
    Lane lane;
    GAUNTLET_TRY(lane.compiler, StartCompiler(LanguageOf(problem), limits));
    GAUNTLET_TRY(lane.evaluator, StartEvaluator(problem, setup));
    out->lanes_.push_back(std::move(lane));
  }
  GAUNTLET_CHECK_OK(out->FillReferences());
  return out;
}

// A stage's workloads are called after the whole ones: git-5pct@0.1.
Result<> Workbench::LoadStages(const WorkbenchOptions& options) {
  auto first = static_cast<uint32_t>(workloads_.size());
  for (const CascadeStage& stage : options.cascade) {
    std::vector<WorkloadEntry> sampled = options.entries;
    for (WorkloadEntry& entry : sampled) entry.sample_rate *= stage.sample_rate;
    StageWorkloads out{.workloads = {}, .first = first};
    GAUNTLET_TRY(out.workloads, LoadWorkloads(problem_, sampled));
    for (Workload& w : out.workloads) w.name += fmt::format("@{:g}", stage.sample_rate);
    first += static_cast<uint32_t>(out.workloads.size());
    stages_.push_back(std::move(out));
  }
  return {};
}

std::vector<const Workload*> Workbench::AllWorkloads() const {
  std::vector<const Workload*> all;
  for (const Workload& w : workloads_) all.push_back(&w);
  for (const StageWorkloads& stage : stages_)
    for (const Workload& w : stage.workloads) all.push_back(&w);
  return all;
}

Result<> Workbench::FillReferences() {
  const std::vector<const Workload*> all = AllWorkloads();
  std::vector<Result<Metrics>> found(all.size(), Metrics{});
  SideBySide(lanes_.size(), all.size(), [&](size_t lane, size_t i) {
    found[i] = lanes_[lane].evaluator->Reference(static_cast<uint32_t>(i));
  });
  for (size_t i = 0; i < found.size(); ++i) {
    if (!found[i]) return std::unexpected(found[i].error());
    references_[all[i]->name] = std::move(*found[i]);
  }
  return {};
}

Result<Candidate> Workbench::Run(const std::string& source, bool confirm) {
  Candidate candidate;
  candidate.source = source;
  PipelineOptions options;
  for (size_t i = 1; i < lanes_.size(); ++i) options.more_evaluators.push_back(lanes_[i].evaluator.get());
  if (confirm) options.would_keep = [](const Candidate&) { return true; };
  GAUNTLET_CHECK_OK(RunPipeline(bench(), lanes_.front(), options, candidate));
  return candidate;
}

}  // namespace gauntlet
