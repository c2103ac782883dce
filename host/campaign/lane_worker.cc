#include "host/campaign/lane_worker.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "host/base/clock.h"
#include "host/campaign/generator.h"
#include "host/campaign/tune_plan.h"

namespace gauntlet {
namespace {

class LaneWorker final : public CandidateWorker {
 public:
  LaneWorker(Bench bench, Lane& lane, ModuleCache* modules, std::unique_ptr<Generator> generator,
             Novelty* novelty, const TuneConfig& tune)
      : bench_(bench),
        lane_(lane),
        modules_(modules),
        generator_(std::move(generator)),
        novelty_(novelty),
        tune_(tune) {}

  Result<Candidate> Run(const Job& job, TreeTable& trees) override {
    Candidate candidate;
    candidate.number = job.number;
    candidate.generator = job.generator;
    candidate.parents = job.parent_numbers;
    candidate.island = job.parents.island;
    PipelineOptions options;
    if (job.source) {
      candidate.source = *job.source;
    } else {
      GAUNTLET_TRY(Offspring offspring, MakeOffspring(job, candidate));
      candidate.source = std::move(offspring.source);
      candidate.edits = std::move(offspring.edits);
      options.form = std::move(offspring.form);
      if (offspring.failure) {
        candidate.source_hash = HashText(candidate.source);
        candidate.verdict = std::move(*offspring.failure);
        return candidate;
      }
    }
    options.modules = modules_;
    options.stage_bars = job.stage_bars;
    // A proposal that may be mended must not leave the tree of its first attempt behind: it looks at the rows that were
    // there when it was proposed, and claims nothing until it is applied.
    GAUNTLET_TRY(std::vector<uint32_t> grams, GramsOf(candidate.source));
    const std::optional<Near> near = TooNear(job, grams);
    bool is_new = true;
    options.is_new = [&](const Hash128& tree) {
      is_new = job.question ? !trees.IsKnown(tree, job.known) : trees.Claim(tree, job.number);
      return is_new && !near;
    };
    options.would_keep = [&](const Candidate& scored) {
      return scored.infeasible.empty() && std::isfinite(*scored.score) &&
             job.snapshot->WouldKeep(EliteOf(scored));
    };
    options.race = job.race.get();
    options.floor = [&](std::vector<double> features) {
      return job.snapshot->Floor({.features = std::move(features), .island = candidate.island});
    };
    GAUNTLET_CHECK_OK(RunPipeline(bench_, lane_, options, candidate));
    if (near && is_new && candidate.verdict.kind() == VerdictKind::kDuplicate)
      candidate.verdict = FailureOf(*near);
    if (novelty_ && candidate.verdict.ok()) novelty_->Put(job.number, std::move(grams));
    if (job.question && candidate.verdict.ok()) GAUNTLET_CHECK_OK(TellEdits(*job.main_source, candidate));
    return candidate;
  }

 private:
  Result<Offspring> MakeOffspring(const Job& job, Candidate& candidate) {
    if (job.generator != "tune") return generator_->Generate(job, *lane_.compiler);
    const double start_ms = NowMs();
    auto tuned = Tuned(job, tune_, bench_, lane_);
    candidate.timing_ms["tune"] = NowMs() - start_ms;
    return tuned;
  }

  // None of what does not parse: to compile it will tell why.
  Result<std::vector<uint32_t>> GramsOf(const std::string& source) {
    if (!novelty_) return std::vector<uint32_t>();
    GAUNTLET_TRY(GramsOutcome outcome, lane_.compiler->Grams({source, bench_.problem.domain}));
    return std::move(outcome.grams);
  }

  // By rows that were applied when the job was made. What people bring is never too near.
  std::optional<Near> TooNear(const Job& job, std::span<const uint32_t> grams) const {
    if (!novelty_) return std::nullopt;
    // A tuned policy is its parent with other numbers, and may be.
    if (job.generator == "tune") return std::nullopt;
    const bool asked = job.question || (!job.source && novelty_->config().mutants_too);
    if (!asked) return std::nullopt;
    std::set<int64_t> elites;
    for (const Elite& elite : job.snapshot->Contents()) elites.insert(elite.number);
    return novelty_->TooNear(grams, [&](int64_t number) {
      return number <= job.known && (!novelty_->config().elites_only || elites.contains(number));
    });
  }

  // What a model changed, by the syntax tree, in place of the blocks that it wrote.
  Result<> TellEdits(const std::string& parent, Candidate& candidate) {
    GAUNTLET_TRY(
        const DiffOutcome outcome,
        lane_.compiler->Diff({.a = parent, .b = {candidate.source}, .domain = bench_.problem.domain}));
    if (outcome.failure || outcome.diffs.front().failure) return {};
    const SourceDiff& diff = outcome.diffs.front();
    candidate.edits.clear();
    for (const NamedEdit& named : diff.named) {
      if (named.edit_class == EditClass::kCosmetic || named.places.empty()) continue;
      const TreeEdit& edit = diff.edits[static_cast<size_t>(named.places.front())];
      candidate.edits.push_back(
          {std::string(ToString(named.edit_class)), edit.in_a.line, edit.before, edit.after});
    }
    return {};
  }

  Bench bench_;
  Lane& lane_;
  ModuleCache* modules_;  // null: literals are not lifted
  std::unique_ptr<Generator> generator_;
  Novelty* novelty_;  // null: nothing is too near
  TuneConfig tune_;
};

// The archive's dimensions are those that the campaign began with; the problem may have been edited since.
Result<> CheckDimensions(const Problem& problem, const CampaignConfig& config) {
  const auto same = [](const FeatureSpec& spec, const FeatureDimension& dimension) {
    return spec.name == dimension.name;
  };
  if (std::ranges::equal(problem.features, config.selector.dimensions, same)) return {};
  return Fail(ErrorKind::kInput,
              problem.name + ": its features are no longer those of the campaign; begin a new one");
}

}  // namespace

Result<std::vector<std::unique_ptr<CandidateWorker>>> MakeLaneWorkers(Workbench& workbench,
                                                                      ModuleCache& modules,
                                                                      const CampaignConfig& config,
                                                                      Novelty* novelty) {
  GAUNTLET_CHECK_OK(CheckDimensions(workbench.bench().problem, config));
  GAUNTLET_ASSERT(workbench.bench().stages.size() == config.cascade.size());
  std::vector<std::unique_ptr<CandidateWorker>> workers;
  for (Lane& lane : workbench.lanes()) {
    GAUNTLET_TRY(auto generator, MakeGenerator(config.generator, workbench.bench().problem.domain));
    workers.push_back(std::make_unique<LaneWorker>(workbench.bench(), lane,
                                                   config.lift_literals ? &modules : nullptr,
                                                   std::move(generator), novelty, config.tune));
  }
  return workers;
}

}  // namespace gauntlet
