#include "host/ledger/edit_stats.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "host/base/optional_json.h"
#include "host/base/quantile.h"
#include "host/ledger/edits.h"
#include "host/ledger/lineage.h"

namespace gauntlet {
namespace {

// What is needed of a row.
struct Outcome {
  Candidate row;  // without source
  std::optional<double> gain;
};

void Count(const Outcome& outcome, bool alone, EditTally& tally) {
  const Candidate& c = outcome.row;
  ++tally.tried;
  tally.alone += alone;
  tally.duplicate += c.verdict.kind() == VerdictKind::kDuplicate;
  tally.valid += c.verdict.ok();
  tally.kept += c.in_archive;
  if (!outcome.gain) return;
  tally.gains.push_back(*outcome.gain);
  tally.helped += *outcome.gain > 0;
  tally.helped_alone += alone && *outcome.gain > 0;
  if (tally.best_gain && *outcome.gain <= *tally.best_gain) return;
  tally.best_gain = outcome.gain;
  tally.best = c.number;
}

void CountAll(const Outcome& outcome, const std::set<std::string>& kinds,
              std::map<std::string, EditTally>& tallies) {
  for (const std::string& kind : kinds) Count(outcome, kinds.size() == 1, tallies[kind]);
}

std::set<std::string> OperationsOf(const Candidate& c) {
  std::set<std::string> operations;
  for (const Edit& edit : c.edits) operations.insert(edit.operation);
  return operations.empty() ? std::set<std::string>{c.generator} : operations;
}

std::set<std::string> ClassesOf(const SourceDiff& diff) {
  if (diff.failure) return {"(unreadable)"};
  std::set<std::string> classes;
  for (const NamedEdit& named : diff.named) classes.insert(std::string(ToString(named.edit_class)));
  return classes.empty() ? std::set<std::string>{"(none)"} : classes;
}

std::set<std::string> PlacesOf(const SourceDiff& diff) {
  std::set<std::string> places;
  for (const NamedEdit& named : diff.named) places.insert(named.where.empty() ? "(top level)" : named.where);
  return places;
}

// Candidates with a parent, in order, with their gains.
Result<std::vector<Outcome>> OutcomesOf(const CampaignFile& file) {
  std::vector<Outcome> outcomes;
  std::map<int64_t, std::optional<double>> scores;
  GAUNTLET_CHECK_OK(file.ForEach(false, [&](const Candidate& c) {
    scores[c.number] = c.score;
    if (c.parents.empty()) return;
    Candidate parent;
    if (const auto found = scores.find(c.parents.front()); found != scores.end())
      parent.score = found->second;
    outcomes.push_back({c, GainOf(c, parent)});
  }));
  return outcomes;
}

void KeepBest(std::vector<TopStep>& best, size_t most, TopStep step) {
  const auto at = std::ranges::upper_bound(best, step.gain, std::ranges::greater{}, &TopStep::gain);
  if (static_cast<size_t>(at - best.begin()) >= most) return;
  best.insert(at, std::move(step));
  if (best.size() > most) best.pop_back();
}

Json TallyToJson(const std::string& name, const EditTally& tally) {
  return {{"name", name},
          {"tried", tally.tried},
          {"alone", tally.alone},
          {"duplicate", tally.duplicate},
          {"valid", tally.valid},
          {"helped", tally.helped},
          {"helped_alone", tally.helped_alone},
          {"in_archive", tally.kept},
          {"mean_gain", OrNull(tally.MeanGain())},
          {"best_gain", OrNull(tally.best_gain)},
          {"best", tally.best < 0 ? Json(nullptr) : Json(tally.best)}};
}

Json TalliesToJson(const std::map<std::string, EditTally>& tallies) {
  Json json = Json::array();
  for (const auto& [name, tally] : Ranked(tallies)) json.push_back(TallyToJson(name, *tally));
  return json;
}

}  // namespace

std::optional<double> EditTally::MeanGain() const {
  if (gains.empty()) return std::nullopt;
  return std::accumulate(gains.begin(), gains.end(), 0.0) / static_cast<double>(gains.size());
}

Result<EditStats> ReadEditStats(const CampaignFile& file, size_t most_best) {
  GAUNTLET_TRY(const auto outcomes, OutcomesOf(file));
  std::vector<Step> steps;
  for (const Outcome& outcome : outcomes) steps.push_back({outcome.row.parents.front(), outcome.row.number});
  GAUNTLET_TRY(auto diffs, ReadEdits(file, steps, LanesFor(steps.size())));
  EditStats stats;
  stats.steps = static_cast<int64_t>(steps.size());
  Cycles cycles;
  std::vector<double> times;
  for (size_t i = 0; i < steps.size(); ++i) {
    SourceDiff& diff = diffs[i];
    const Outcome& outcome = outcomes[i];
    cycles.Add(steps[i].to, steps[i].from, diff);
    CountAll(outcome, ClassesOf(diff), stats.classes);
    CountAll(outcome, PlacesOf(diff), stats.places);
    CountAll(outcome, OperationsOf(outcome.row), stats.operations);
    const bool cycle = std::ranges::any_of(diff.named, [](const NamedEdit& e) { return e.brings_back >= 0; });
    stats.cycles += cycle;
    stats.cycles_helped += cycle && outcome.gain.value_or(0) > 0;
    if (!diff.failure) times.push_back(diff.match_ms);
    if (outcome.gain.value_or(0) > 0)
      KeepBest(stats.best, most_best, {outcome.row.number, *outcome.gain, std::move(diff)});
  }
  if (!times.empty()) {
    stats.match_median_ms = Quantile(times, 0.5);
    stats.match_p99_ms = Quantile(times, 0.99);
  }
  return stats;
}

std::vector<std::pair<std::string, const EditTally*>> Ranked(
    const std::map<std::string, EditTally>& tallies) {
  std::vector<std::pair<std::string, const EditTally*>> ranked;
  for (const auto& [name, tally] : tallies) ranked.emplace_back(name, &tally);
  std::ranges::sort(ranked, {}, [](const auto& e) {
    return std::tuple(-e.second->helped, -e.second->best_gain.value_or(-1e300), e.first);
  });
  return ranked;
}

Json EditStatsToJson(const EditStats& stats) {
  Json best = Json::array();
  for (const TopStep& step : stats.best) {
    Json said = Json::array();
    for (const NamedEdit& named : step.diff.named)
      said.push_back({{"class", ToString(named.edit_class)}, {"where", named.where}, {"says", named.says}});
    best.push_back({{"number", step.number}, {"gain", step.gain}, {"edits", std::move(said)}});
  }
  return {{"steps", stats.steps},
          {"classes", TalliesToJson(stats.classes)},
          {"operations", TalliesToJson(stats.operations)},
          {"places", TalliesToJson(stats.places)},
          {"cycles", {{"steps", stats.cycles}, {"helped", stats.cycles_helped}}},
          {"best", std::move(best)},
          {"match_ms", {{"median", stats.match_median_ms}, {"p99", stats.match_p99_ms}}}};
}

}  // namespace gauntlet
