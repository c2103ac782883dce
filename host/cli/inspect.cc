// gauntlet list, best, show: what is in a campaign file.
#include <fmt/format.h>

#include "host/campaign/cascade.h"
#include "host/campaign/toolchain_fact.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/lineage.h"
#include "host/cli/output.h"
#include "host/report/tallies.h"
#include "host/report/wording.h"
#include "host/score/constraints.h"

namespace gauntlet {
namespace {

std::string ScoreText(const Candidate& c) { return c.score ? fmt::format("{:+.6f}", *c.score) : "-"; }

std::string ParentsText(const Candidate& c) {
  std::string out;
  for (const int64_t p : c.parents) out += (out.empty() ? "" : ",") + std::to_string(p);
  return out.empty() ? "-" : out;
}

std::string VerdictText(const Candidate& c) {
  return std::string(ToString(c.verdict.kind())) + (c.infeasible.empty() ? "" : ", infeasible");
}

struct ListOptions {
  std::string campaign;
  std::string verdict;
  bool archive = false;
};

Result<int> List(const ListOptions& options, const Globals& globals) {
  const CampaignRef ref = ParseCampaignRef(options.campaign);
  GAUNTLET_TRY(const auto file, OpenToRead(ref));
  std::optional<int64_t> only;
  if (!ref.id.empty()) {
    GAUNTLET_TRY(const Candidate named, FindCandidate(*file, ref));
    only = named.number;
  }
  Json json = Json::array();
  Table table(
      {"number", "candidate", "verdict", "score", "confirmed", "archive", "parents", "made by", "edit"});
  GAUNTLET_CHECK_OK(file->ForEach(false, [&](const Candidate& c) {
    if (!options.verdict.empty() && ToString(c.verdict.kind()) != options.verdict) return;
    if (options.archive && !c.in_archive) return;
    if (only && c.number != *only) return;
    if (globals.json) {
      json.push_back(CandidateToJson(c));
      return;
    }
    const Edit edit = c.edits.empty() ? Edit{} : c.edits.front();
    table.Row({std::to_string(c.number), c.source_hash.Hex().substr(0, 10), VerdictText(c), ScoreText(c),
               c.admitted() ? c.ConfirmedText() : "", c.in_archive ? "yes" : "", ParentsText(c), c.generator,
               edit.operation});
  }));
  if (globals.json) {
    PrintJson({{"candidates", json}});
  } else {
    Print(table.Text());
  }
  return kExitFine;
}

// The edits against its parents; without them where no compiler can be had, which is no reason not to show the rest.
Result<LineageStep> StepOf(const CampaignFile& file, const Candidate& c) {
  GAUNTLET_TRY(auto lineage, ReadLineage(file, c.number));
  return std::move(lineage.back());
}

void PrintTreeEdits(const Result<LineageStep>& step) {
  if (!step) Print("  its edits could not be read: " + step.error().message);
  if (!step) return;
  for (const Descent& descent : step->descents)
    Print(fmt::format("  against #{}, gain {}\n{}", descent.parent,
                      descent.gain ? fmt::format("{:+.6f}", *descent.gain) : "-", EditsText(descent.diff)));
}

Json FullJson(const Candidate& c, const Result<LineageStep>& step, const std::optional<Json>& toolchain) {
  Json json = CandidateToJson(c);
  json["tree_edits"] = step ? Json::array() : Json(nullptr);
  if (step)
    for (const Descent& descent : step->descents) json["tree_edits"].push_back(DescentToJson(descent));
  json["source_text"] = c.source;
  json["toolchain"] = toolchain.value_or(Json());
  return json;
}

// What the candidate's stage score number `i` is of.
std::string StageText(const std::optional<RaceTally>& race, size_t i) {
  if (!race || i < race->stages || i - race->stages >= race->checkpoints.size())
    return fmt::format("stage {} of the cascade", i);
  return fmt::format("race, {} of {} workloads", race->checkpoints[i - race->stages].workloads,
                     race->order.size());
}

void PrintCandidate(const Candidate& c, const std::optional<RaceTally>& race, const Result<LineageStep>& step,
                    const std::optional<Json>& toolchain) {
  Print(fmt::format("candidate {}  {}\nmade by {} from {}\nverdict {}  score {}  confirmed {}  in archive {}",
                    c.number, c.source_hash.Hex(), c.generator + AskedOf(c), ParentsText(c),
                    ToString(c.verdict.kind()), ScoreText(c), c.ConfirmedText(),
                    c.in_archive ? "yes" : "no"));
  if (const Failure* f = c.verdict.failure())
    Print(fmt::format("  {} ({}): {}\n  {}", ToString(f->kind), ToString(f->stage), f->reason,
                      f->detail.dump()));
  for (const Violation& v : c.infeasible) Print("  infeasible: " + ViolationText(v));
  for (size_t i = 0; i < c.stage_scores.size(); ++i)
    Print(fmt::format("  {}: score {:+.6f}{}", StageText(race, i), c.stage_scores[i],
                      StoppedEarly(c) && i + 1 == c.stage_scores.size() ? ", stopped there" : ""));
  for (const Edit& e : c.edits)
    Print(fmt::format("  edit, line {}: {}: {} -> {}", e.line, e.operation, e.before, e.after));
  PrintTreeEdits(step);
  if (!c.workloads.empty()) {
    Table table({"workload", "split", "metrics"});
    for (const WorkloadResult& w : c.workloads) table.Row({w.name, w.split, MetricsText(w.metrics)});
    Print("\n" + table.Text());
  }
  Print("timing " + c.timing_ms.dump());
  if (toolchain) Print("toolchain " + ToolchainText(*toolchain));
  Print("\n" + c.source);
}

Result<int> Show(const std::string& what, bool best_only, const Globals& globals) {
  const CampaignRef ref = ParseCampaignRef(what);
  GAUNTLET_TRY(const auto file, OpenToRead(ref));
  GAUNTLET_TRY(const Candidate c, FindCandidate(*file, best_only ? CampaignRef{ref.path, ""} : ref));
  GAUNTLET_TRY(const auto toolchain, file->GetFact("toolchain"));
  const Result<LineageStep> step = StepOf(*file, c);
  if (globals.json) {
    PrintJson(FullJson(c, step, toolchain));
  } else {
    GAUNTLET_TRY(const Tallies campaign, Tallies::Begin(*file));
    PrintCandidate(c, campaign.race, step, toolchain);
  }
  return kExitFine;
}

}  // namespace

void AddList(CLI::App& app, const Globals& globals, Action& action) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* command = app.add_subcommand("list", "Candidates of a campaign, in order");
  command->add_option("campaign", options->campaign, "Campaign file, or CAMPAIGN:ID for one of them")
      ->required();
  command->add_option("--verdict", options->verdict, "Only this kind: ok, duplicate, crash, ...");
  command->add_flag("--archive", options->archive, "Only what breeds now");
  command->callback(
      [options, &globals, &action] { action = [options, &globals] { return List(*options, globals); }; });
}

void AddBest(CLI::App& app, const Globals& globals, Action& action) {
  auto what = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("best", "The best confirmed candidate");
  command->add_option("campaign", *what, "Campaign file")->required();
  command->callback(
      [what, &globals, &action] { action = [what, &globals] { return Show(*what, true, globals); }; });
}

void AddShow(CLI::App& app, const Globals& globals, Action& action) {
  auto what = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("show", "One candidate with all that happened to it");
  command->add_option("candidate", *what, "CAMPAIGN:ID; the best one without an ID")->required();
  command->callback(
      [what, &globals, &action] { action = [what, &globals] { return Show(*what, false, globals); }; });
}

}  // namespace gauntlet
