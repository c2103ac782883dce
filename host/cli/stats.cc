// gauntlet stats: what happened to the candidates of a campaign, by verdict and by the edit that made them.
#include <fmt/format.h>

#include "host/base/optional_json.h"
#include "host/base/quantile.h"
#include "host/campaign/cascade.h"
#include "host/campaign/toolchain_fact.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/edit_stats.h"
#include "host/cli/output.h"
#include "host/report/tallies.h"

namespace gauntlet {
namespace {

// "crash (evaluate)".
std::string VerdictName(const std::pair<std::string, std::string>& verdict) {
  return verdict.second.empty() ? verdict.first : fmt::format("{} ({})", verdict.first, verdict.second);
}

Json CascadeJson(const CascadeTally& cascade) {
  Json stages = Json::array();
  for (const CascadeTally::OfStage& stage : cascade.stages) {
    const auto rho = RankCorrelation(stage.stage_scores, stage.scores);
    stages.push_back({{"measured", stage.measured},
                      {"stopped", stage.stopped},
                      {"compared", stage.scores.size()},
                      {"rank_correlation", OrNull(rho)}});
  }
  return {{"stages", std::move(stages)},
          {"stopped", cascade.stopped},
          {"stages_ms", cascade.stages_ms},
          {"saved_ms", cascade.SavedMs()}};
}

Json ToJson(Tallies& stats) {
  Json json = {{"candidates", stats.count},    {"ok", stats.ok},
               {"confirmed", stats.confirmed}, {"unconfirmed", stats.unconfirmed},
               {"in_archive", stats.archive},  {"near_duplicates", stats.near}};
  json["verdicts"] = Json::object();
  for (const auto& [verdict, tally] : stats.verdicts) json["verdicts"][VerdictName(verdict)] = tally.count;
  for (const auto& [name, e] : stats.operators)
    json["edits"][name] = {
        {"proposed", e.proposed},     {"compiled", e.compiled}, {"duplicate", e.duplicate}, {"ok", e.ok},
        {"changed_score", e.changed}, {"improved", e.improved}, {"in_archive", e.kept}};
  for (auto& [stage, values] : stats.timing_ms)
    json["timing_ms"][stage] = {
        {"count", values.size()}, {"median", Quantile(values, 0.5)}, {"p99", Quantile(values, 0.99)}};
  if (stats.cascade.any()) json["cascade"] = CascadeJson(stats.cascade);
  if (stats.race) json["race"] = ToJson(*stats.race);
  json["best_so_far"] = Json::array();
  for (const auto& [number, score] : stats.best)
    json["best_so_far"].push_back({{"number", number}, {"score", score}});
  return json;
}

std::string Share(int64_t part, int64_t whole) {
  return whole ? fmt::format("{:.0f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole))
               : "-";
}

void PrintCascade(const CascadeTally& cascade) {
  if (!cascade.any()) return;
  Table table({"cascade stage", "measured", "stopped", "share", "rank correlation with the score"});
  for (size_t i = 0; i < cascade.stages.size(); ++i) {
    const CascadeTally::OfStage& stage = cascade.stages[i];
    const auto rho = RankCorrelation(stage.stage_scores, stage.scores);
    table.Row({std::to_string(i), std::to_string(stage.measured), std::to_string(stage.stopped),
               Share(stage.stopped, stage.measured),
               rho ? fmt::format("{:.3f} over {}", *rho, stage.scores.size()) : "-"});
  }
  Print(table.Text());
  Print(fmt::format("the stages took {:.1f} s and saved {:.1f} s of evaluation, all told (lanes' time)\n",
                    cascade.stages_ms / 1000, (cascade.SavedMs() + cascade.stages_ms) / 1000));
}

void PrintRace(const RaceTally& race) {
  Table table(
      {"race, after workload", "share of requests", "reached", "stopped", "rank correlation with the score"});
  for (const RaceTally::Checkpoint& at : race.checkpoints) {
    const auto rho = at.Correlation();
    table.Row({fmt::format("{} {}", at.workloads, race.order[static_cast<size_t>(at.workloads) - 1]),
               fmt::format("{:.1f} %", race.requests > 0 ? 100 * at.requests / race.requests : 0),
               std::to_string(at.reached), std::to_string(at.stopped),
               rho ? fmt::format("{:.3f} over {}", *rho, at.scores.size()) : "-"});
  }
  if (race.off.empty()) Print(table.Text());
  Print(RaceText(race));
}

void PrintStats(Tallies& stats) {
  Print(fmt::format(
      "{} candidates, {} ok, {} confirmed{}, {} in the archive\n", stats.count, stats.ok, stats.confirmed,
      stats.unconfirmed > 0 ? fmt::format(", {} unconfirmed", stats.unconfirmed) : "", stats.archive));
  Table verdicts({"verdict", "candidates", "share"});
  for (const auto& [verdict, tally] : stats.verdicts)
    verdicts.Row({VerdictName(verdict), std::to_string(tally.count), Share(tally.count, stats.count)});
  Print(verdicts.Text());
  if (stats.near > 0)
    Print(fmt::format("{} of the duplicates are the same as an earlier candidate but for trifles\n",
                      stats.near));
  Table edits({"edit", "proposed", "compiled", "duplicate", "ok", "score changed", "improved", "in archive"});
  for (const auto& [name, e] : stats.operators)
    edits.Row({name, std::to_string(e.proposed), Share(e.compiled, e.proposed),
               Share(e.duplicate, e.proposed), Share(e.ok, e.proposed), Share(e.changed, e.proposed),
               std::to_string(e.improved), std::to_string(e.kept)});
  Print(edits.Text());
  Table timing({"stage", "candidates", "median ms", "p99 ms"});
  for (auto& [stage, values] : stats.timing_ms)
    timing.Row({stage, std::to_string(values.size()), fmt::format("{:.3f}", Quantile(values, 0.5)),
                fmt::format("{:.3f}", Quantile(values, 0.99))});
  Print(timing.Text());
  PrintCascade(stats.cascade);
  if (stats.race) PrintRace(*stats.race);
  Table best({"best so far", "score"});
  for (const auto& [number, score] : stats.best)
    best.Row({std::to_string(number), fmt::format("{:+.6f}", score)});
  Print(best.Text());
}

Result<int> Show(const std::string& campaign, bool edits, const Globals& globals) {
  GAUNTLET_TRY(const auto file, OpenToRead(ParseCampaignRef(campaign)));
  if (edits) return ShowEdits(*file, globals);
  GAUNTLET_TRY(Tallies stats, Tallies::Begin(*file));
  GAUNTLET_CHECK_OK(file->ForEach(false, [&](const Candidate& c) { stats.Add(c); }));
  GAUNTLET_TRY(const auto toolchain, file->GetFact("toolchain"));
  if (globals.json) {
    Json json = ToJson(stats);
    json["toolchain"] = toolchain.value_or(Json());
    PrintJson(json);
  } else {
    PrintStats(stats);
    if (toolchain) Print("toolchain: " + ToolchainText(*toolchain));
  }
  return kExitFine;
}

}  // namespace

void AddStats(CLI::App& app, const Globals& globals, Action& action) {
  auto campaign = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("stats", "Candidates by verdict and by the edit that made them");
  command->add_option("campaign", *campaign, "Campaign file")->required();
  auto edits = std::make_shared<bool>(false);
  command->add_flag("--edits", *edits, "Which classes of syntax-tree edits, operations and places helped");
  command->callback(
      [=, &globals, &action] { action = [=, &globals] { return Show(*campaign, *edits, globals); }; });
}

}  // namespace gauntlet
