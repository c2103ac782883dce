#include "host/tune/searches.h"

#include <algorithm>
#include <numeric>

#include "host/base/clock.h"
#include "host/base/hash.h"
#include "host/base/side_by_side.h"

namespace gauntlet::tune {
namespace {

constexpr double kForFolds = 0.7;  // of what the blind points leave
// Seeds of what is drawn, apart from each other.
constexpr uint64_t kBlindSeed = 1, kFoldSeed = 2, kLastSeed = 3;

std::vector<uint32_t> AllBut(const std::vector<uint32_t>& left_out, size_t count) {
  std::vector<uint32_t> seen;
  for (uint32_t i = 0; i < count; ++i)
    if (std::ranges::find(left_out, i) == left_out.end()) seen.push_back(i);
  return seen;
}

double GainOn(const std::vector<uint32_t>& workloads, const Played& mine, const Played& theirs) {
  double sum = 0;
  for (const uint32_t i : workloads) sum += mine.scores[i] - theirs.scores[i];
  return sum / static_cast<double>(workloads.size());
}

double BlindShare(const Strategy& strategy) {
  double share = 0;
  for (const Step& step : strategy.steps) share += step.draw ? step.share : 0;
  return share;
}

}  // namespace

Searches::Searches(const Space& space, Field& train, std::shared_ptr<const Module> module,
                   const TunerOptions& options, Played original)
    : space_(space), train_(train), module_(std::move(module)), options_(options), start_ms_(NowMs()) {
  shared_.push_back({space.Original(), std::move(original)});
}

void Searches::BeginStage(const char* name, double share_of_time) {
  deadline_ms_ = options_.seconds > 0 ? start_ms_ + options_.seconds * 1000 * share_of_time : 0;
  progress_.stage = name;
  progress_.budget = options_.vectors;
}

std::optional<Played> Searches::Play(size_t lane, const Settings& settings) {
  if (failed_ || interrupted() || (deadline_ms_ > 0 && NowMs() > deadline_ms_)) return std::nullopt;
  auto played = train_.Play(lane, module_, space_.Table(settings));
  const std::lock_guard lock(mutex_);
  if (!played) {
    if (!error_) error_ = played.error();
    failed_ = true;
    return std::nullopt;
  }
  ++played_;
  if (!played->ok()) ++failures_[played->failed];
  return std::move(*played);
}

void Searches::Tell(const Search* search) {
  if (!options_.progress) return;
  const double gain = search ? search->GainOf(search->Best().played) : 0;
  const std::lock_guard lock(mutex_);
  progress_.vectors = played_;
  progress_.best_gain = std::max(progress_.best_gain, gain);
  options_.progress(progress_);
}

// Points that stand for one vector are played once.
void Searches::DrawBlind(size_t count) {
  std::vector<UnitPoint> points;
  for (size_t i = 0; i < options_.strategy->steps.size(); ++i) {
    const Step& step = options_.strategy->steps[i];
    if (!step.draw) continue;
    const double share = step.share / BlindShare(*options_.strategy);
    const auto part = static_cast<size_t>(static_cast<double>(count) * share);
    const auto drawn = step.draw(space_.dimensions().size(), part, MixSeed({options_.seed, kBlindSeed, i}));
    points.insert(points.end(), drawn.begin(), drawn.end());
  }
  std::vector<Settings> vectors;
  std::map<std::vector<uint64_t>, bool> drawn = {{space_.Table(space_.Original()), true}};
  for (const UnitPoint& point : points) {
    Settings settings = space_.At(point);
    if (drawn.emplace(space_.Table(settings), true).second) vectors.push_back(std::move(settings));
  }
  std::vector<std::optional<Played>> results(vectors.size());
  SideBySide(train_.lanes(), vectors.size(), [&](size_t lane, size_t i) {
    results[i] = Play(lane, vectors[i]);
    Tell(nullptr);
  });
  for (size_t i = 0; i < vectors.size(); ++i)
    if (results[i]) shared_.push_back({std::move(vectors[i]), std::move(*results[i])});
}

// The trimmed best.
Settings Searches::RunSteps(Search& search, size_t lane, size_t budget, uint64_t number) {
  const PlayOne play = [&](const Settings& settings) {
    auto played = Play(lane, settings);
    if (played && played_ % 8 == 0) Tell(&search);
    return played;
  };
  const double looking = 1 - BlindShare(*options_.strategy);
  for (size_t i = 0; i < options_.strategy->steps.size(); ++i) {
    const Step& step = options_.strategy->steps[i];
    if (!step.search) continue;
    const auto part = static_cast<size_t>(static_cast<double>(budget) * step.share / looking);
    search.Run(step, std::max<size_t>(part, 1), MixSeed({options_.seed, number, i}), play);
  }
  const Settings trimmed = search.Trim(search.Best().settings, play);
  Tell(&search);
  return trimmed;
}

void Searches::SearchFolds(const std::vector<Fold>& folds, size_t budget) {
  std::vector<Settings> best(folds.size());
  for (const Fold& fold : folds)
    fold_searches_.push_back(
        std::make_unique<Search>(space_, AllBut(fold.workloads, train_.workloads().size()), shared_));
  SideBySide(train_.lanes(), folds.size(), [&](size_t lane, size_t i) {
    best[i] = RunSteps(*fold_searches_[i], lane, budget / folds.size(), MixSeed({kFoldSeed, i}));
  });
  for (size_t i = 0; i < folds.size(); ++i) {
    const Tried* found = fold_searches_[i]->Find(best[i]);
    const Played& played = found ? found->played : original();
    fold_gains_.push_back({folds[i].datasets, folds[i].workloads.size(), fold_searches_[i]->GainOf(played),
                           GainOn(folds[i].workloads, played, original())});
    if (found && found->settings != space_.Original()) found_.push_back({*found, i});
  }
}

// Knows all that the others tried.
void Searches::SearchAll(size_t budget) {
  std::deque<Tried> known = shared_;
  for (const auto& search : fold_searches_)
    known.insert(known.end(), search->own().begin(), search->own().end());
  Search search(space_, AllBut({}, train_.workloads().size()), known);
  const Settings best = RunSteps(search, 0, budget, MixSeed({kLastSeed}));
  const Tried* found = search.Find(best);
  if (found && found->settings != space_.Original()) found_.insert(found_.begin(), {*found, std::nullopt});
}

Result<> Searches::Run(const std::vector<Fold>& folds) {
  const double blind = BlindShare(*options_.strategy);
  const auto total = static_cast<double>(options_.vectors);
  const double for_folds = folds.empty() ? 0 : (1 - blind) * kForFolds;
  BeginStage("blind", blind);
  DrawBlind(static_cast<size_t>(total * blind));
  BeginStage("folds", blind + for_folds);
  if (!folds.empty()) SearchFolds(folds, static_cast<size_t>(total * for_folds));
  BeginStage("all", 1);
  SearchAll(static_cast<size_t>(total * (1 - blind - for_folds)));
  if (error_) return std::unexpected(*error_);
  return {};
}

}  // namespace gauntlet::tune
