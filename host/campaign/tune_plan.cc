#include "host/campaign/tune_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ranges>

#include "host/base/rng.h"
#include "host/tune/tuner.h"

namespace gauntlet {
namespace {

// A tuning costs as much as hundreds of candidates: only the first of the archive are worth it.
constexpr int kPromising = 8;
constexpr uint64_t kTuneStream = 4;
constexpr size_t kFolds = 5, kFinalists = 3;

Offspring Nothing(const Job& job, std::string why) {
  return {.failure = Failure{VerdictKind::kNoResult, Stage::kGenerate, std::move(why)},
          .source = *job.main_source,
          .edits = {},
          .form = std::nullopt};
}

std::vector<Edit> EditsOf(const tune::Space& space, const tune::Settings& settings) {
  std::vector<Edit> edits;
  for (size_t i = 0; i < settings.size(); ++i) {
    const LiteralSite& site = space.dimensions()[i].site;
    if (settings[i] != space.Original()[i]) edits.push_back({"tune", site.line, site.text, settings[i].text});
  }
  return edits;
}

// What a user's error is to `gauntlet tune` is here the candidate's.
template <class T>
bool IsNothing(const Result<T>& result) {
  return !result && result.error().kind == ErrorKind::kInput;
}

}  // namespace

void TunePlan::Learn(const Candidate& row) {
  if (row.generator == "tune") done_.insert(row.number);
}

std::optional<Elite> TunePlan::Choose(int64_t number, const Selector& archive) {
  if (config_.vectors == 0) return std::nullopt;
  Rng rng(MixSeed({seed_, static_cast<uint64_t>(number), kTuneStream}));
  if (rng.Unit() >= config_.share) return std::nullopt;
  const std::vector<Elite> contents = archive.Contents();
  for (const Elite& elite : contents | std::views::take(kPromising))
    if (done_.insert(elite.number).second) return elite;
  return std::nullopt;
}

Result<Offspring> Tuned(const Job& job, const TuneConfig& config, const Bench& bench, Lane& lane) {
  auto tuner = tune::Tuner::Open(bench.problem, *job.main_source, *lane.compiler);
  if (IsNothing(tuner)) return Nothing(job, tuner.error().message);
  if (!tuner) return std::unexpected(tuner.error());
  tune::Field field(bench.problem, bench.workloads, bench.references, *lane.evaluator);
  const auto tuning = (*tuner)->Tune({.strategy = &tune::Strategies().front(),
                                      .vectors = static_cast<size_t>(config.vectors),
                                      .seed = job.seed,
                                      .folds = kFolds,
                                      .finalists = kFinalists,
                                      .train = &field,
                                      .stop = job.stop});
  if (IsNothing(tuning)) return Nothing(job, tuning.error().message);
  if (!tuning) return std::unexpected(tuning.error());
  if (tuning->interrupted) return Fail(ErrorKind::kSandboxError, "the tuning was given up: the run ends");
  const std::string tried =
      fmt::format("{} vectors for {} numbers", tuning->vectors, (*tuner)->space().dimensions().size());
  if (!tuning->chosen) return Nothing(job, fmt::format("{}: {}", tried, tuning->says));
  if (!tuning->folds.empty() && tuning->HeldOut() < 0)
    return Nothing(job, fmt::format("{}: what is tuned on a part of train loses {:.6f} on the rest", tried,
                                    -tuning->HeldOut()));
  const tune::Finalist& chosen = tuning->finalists[*tuning->chosen];
  if (chosen.train.mean < config.min_gain)
    return Nothing(job,
                   fmt::format("{}: the gain of {:.6f} is less than min_gain", tried, chosen.train.mean));
  return Offspring{.failure = std::nullopt,
                   .source = tuning->source,
                   .edits = EditsOf((*tuner)->space(), chosen.settings),
                   .form = std::nullopt};
}

}  // namespace gauntlet
