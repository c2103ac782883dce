// gauntlet stats: what happened to the candidates of a campaign, by verdict and by the edit that made them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "host/base/optional_json.h"
#include "host/base/quantile.h"
#include "host/campaign/cascade.h"
#include "host/campaign/toolchain_fact.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/edit_stats.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {

struct OfEdit {
  int64_t proposed = 0, compiled = 0, ok = 0, duplicate = 0, changed = 0, improved = 0, kept = 0;
};

// What the cascade's stages cost, told and saved.
struct OfCascade {
  // One stage: who was measured at it, who stopped, and both scores of those who went on to the whole split.
  struct OfStage {
    int64_t measured = 0, stopped = 0;
    std::vector<double> stage_scores, scores;
  };
  std::vector<OfStage> stages;
  double stages_ms = 0;    // of all
  double evaluate_ms = 0;  // of those that went on
  int64_t evaluated = 0, stopped = 0;

  bool any() const { return !stages.empty(); }
  // Had the stopped ones been evaluated like the others, without the stages. An estimate.
  double SavedMs() const {
    if (evaluated == 0) return 0;
    return evaluate_ms / static_cast<double>(evaluated) * static_cast<double>(stopped) - stages_ms;
  }
};

struct Stats {
  std::map<std::string, int64_t> verdicts;  // "crash (evaluate)"
  std::map<std::string, OfEdit> edits;
  std::map<std::string, std::vector<double>> timing;
  std::vector<std::pair<int64_t, double>> best;  // each new best: number, score
  OfCascade cascade;
  int64_t count = 0, ok = 0, confirmed = 0, archive = 0;
};

bool Compiled(const Verdict& verdict) {
  const Failure* f = verdict.failure();
  return !f || f->kind == VerdictKind::kDuplicate ||
         (f->stage != Stage::kScreen && f->stage != Stage::kCompile && f->stage != Stage::kLink);
}

// Made of an operator's proposals: a compound edit counts for the first of its operators.
void Count(const Candidate& c, const std::map<int64_t, double>& scores, OfEdit& edit) {
  ++edit.proposed;
  if (Compiled(c.verdict)) ++edit.compiled;
  if (c.verdict.kind() == VerdictKind::kDuplicate) ++edit.duplicate;
  if (c.in_archive) ++edit.kept;
  if (!c.verdict.ok()) return;
  ++edit.ok;
  const auto parent = c.parents.empty() ? scores.end() : scores.find(c.parents.front());
  if (parent == scores.end() || !c.score) return;
  if (*c.score != parent->second) ++edit.changed;
  if (*c.score > parent->second) ++edit.improved;
}

void CountStages(const Candidate& c, OfCascade& cascade) {
  if (c.stage_scores.empty()) return;
  cascade.stages.resize(std::max(cascade.stages.size(), c.stage_scores.size()));
  for (size_t i = 0; i < c.stage_scores.size(); ++i) {
    OfCascade::OfStage& stage = cascade.stages[i];
    ++stage.measured;
    if (!c.score || !std::isfinite(*c.score) || !std::isfinite(c.stage_scores[i])) continue;
    stage.stage_scores.push_back(c.stage_scores[i]);
    stage.scores.push_back(*c.score);
  }
  cascade.stages_ms += c.timing_ms.value("stages", 0.0);
  if (StoppedEarly(c)) {
    ++cascade.stopped;
    ++cascade.stages[c.stage_scores.size() - 1].stopped;
  } else if (c.timing_ms.contains("evaluate")) {
    ++cascade.evaluated;
    cascade.evaluate_ms += c.timing_ms.value("evaluate", 0.0);
  }
}

Result<Stats> Collect(const CampaignFile& file) {
  Stats out;
  std::map<int64_t, double> scores;
  GAUNTLET_CHECK_OK(file.ForEach(false, [&](const Candidate& c) {
    ++out.count;
    const Failure* f = c.verdict.failure();
    ++out.verdicts[f ? fmt::format("{} ({})", ToString(f->kind), ToString(f->stage)) : "ok"];
    out.ok += c.verdict.ok();
    out.confirmed += c.confirmed;
    out.archive += c.in_archive;
    CountStages(c, out.cascade);
    if (c.score) scores[c.number] = *c.score;
    if (c.confirmed && (out.best.empty() || *c.score > out.best.back().second))
      out.best.emplace_back(c.number, *c.score);
    for (const auto& [stage, ms] : c.timing_ms.items())
      if (ms.is_number()) out.timing[stage].push_back(ms.get<double>());
    if (!c.edits.empty()) Count(c, scores, out.edits[c.edits.front().operation]);
  }));
  return out;
}

Json CascadeJson(const OfCascade& cascade) {
  Json stages = Json::array();
  for (const OfCascade::OfStage& stage : cascade.stages) {
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

Json ToJson(Stats& stats) {
  Json json = {{"candidates", stats.count},
               {"ok", stats.ok},
               {"confirmed", stats.confirmed},
               {"in_archive", stats.archive}};
  json["verdicts"] = stats.verdicts;
  for (const auto& [name, e] : stats.edits)
    json["edits"][name] = {
        {"proposed", e.proposed},     {"compiled", e.compiled}, {"duplicate", e.duplicate}, {"ok", e.ok},
        {"changed_score", e.changed}, {"improved", e.improved}, {"in_archive", e.kept}};
  for (auto& [stage, values] : stats.timing)
    json["timing_ms"][stage] = {
        {"count", values.size()}, {"median", Quantile(values, 0.5)}, {"p99", Quantile(values, 0.99)}};
  if (stats.cascade.any()) json["cascade"] = CascadeJson(stats.cascade);
  json["best_so_far"] = Json::array();
  for (const auto& [number, score] : stats.best)
    json["best_so_far"].push_back({{"number", number}, {"score", score}});
  return json;
}

std::string Share(int64_t part, int64_t whole) {
  return whole ? fmt::format("{:.0f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole))
               : "-";
}

void PrintCascade(const OfCascade& cascade) {
  if (!cascade.any()) return;
  Table table({"cascade stage", "measured", "stopped", "share", "rank correlation with the score"});
  for (size_t i = 0; i < cascade.stages.size(); ++i) {
    const OfCascade::OfStage& stage = cascade.stages[i];
    const auto rho = RankCorrelation(stage.stage_scores, stage.scores);
    table.Row({std::to_string(i), std::to_string(stage.measured), std::to_string(stage.stopped),
               Share(stage.stopped, stage.measured),
               rho ? fmt::format("{:.3f} over {}", *rho, stage.scores.size()) : "-"});
  }
  Print(table.Text());
  Print(fmt::format("the stages took {:.1f} s and saved {:.1f} s of evaluation, all told (lanes' time)\n",
                    cascade.stages_ms / 1000, (cascade.SavedMs() + cascade.stages_ms) / 1000));
}

void PrintStats(Stats& stats) {
  Print(fmt::format("{} candidates, {} ok, {} confirmed, {} in the archive\n", stats.count, stats.ok,
                    stats.confirmed, stats.archive));
  Table verdicts({"verdict", "candidates", "share"});
  for (const auto& [kind, n] : stats.verdicts) verdicts.Row({kind, std::to_string(n), Share(n, stats.count)});
  Print(verdicts.Text());
  Table edits({"edit", "proposed", "compiled", "duplicate", "ok", "score changed", "improved", "in archive"});
  for (const auto& [name, e] : stats.edits)
    edits.Row({name, std::to_string(e.proposed), Share(e.compiled, e.proposed),
               Share(e.duplicate, e.proposed), Share(e.ok, e.proposed), Share(e.changed, e.proposed),
               std::to_string(e.improved), std::to_string(e.kept)});
  Print(edits.Text());
  Table timing({"stage", "candidates", "median ms", "p99 ms"});
  for (auto& [stage, values] : stats.timing)
    timing.Row({stage, std::to_string(values.size()), fmt::format("{:.3f}", Quantile(values, 0.5)),
                fmt::format("{:.3f}", Quantile(values, 0.99))});
  Print(timing.Text());
  PrintCascade(stats.cascade);
  Table best({"best so far", "score"});
  for (const auto& [number, score] : stats.best)
    best.Row({std::to_string(number), fmt::format("{:+.6f}", score)});
  Print(best.Text());
}

Result<int> Show(const std::string& campaign, bool edits, const Globals& globals) {
  GAUNTLET_TRY(const auto file, OpenToRead(ParseCampaignRef(campaign)));
  if (edits) return ShowEdits(*file, globals);
  GAUNTLET_TRY(Stats stats, Collect(*file));
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
