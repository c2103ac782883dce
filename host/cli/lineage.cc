// gauntlet lineage: the path from the seed to a candidate, each step with its edits and its gain.
#include "host/cli/lineage.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/base/optional_json.h"
#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/output.h"
#include "host/report/diff_text.h"
#include "host/report/wording.h"

namespace gauntlet {
namespace {

std::string CostText(const Candidate& c) {
  const Json total = c.timing_ms.value("total", Json());
  return total.is_number() ? fmt::format("  {:.0f} ms", total.get<double>()) : "";
}

std::string ParentsText(const LineageStep& step) {
  std::string text;
  for (const Descent& descent : step.descents)
    text += fmt::format("{}#{}", text.empty() ? "" : " and ", descent.parent);
  return text;
}

std::string StepText(const LineageStep& step) {
  const Candidate& c = step.candidate;
  const std::string score = c.score ? fmt::format("{:+.6f}", *c.score) : "-";
  if (step.descents.empty())
    return fmt::format("#{:<6} score {}  {}{}\n", c.number, score, MadeBy(c), CostText(c));
  const Descent& main = step.descents.front();
  return fmt::format("#{:<6} score {}  gain {}  {}{}{}\n{}", c.number, score,
                     main.gain ? fmt::format("{:+.6f}", *main.gain) : "-", MadeBy(c),
                     step.descents.size() > 1 ? " of " + ParentsText(step) : "", CostText(c),
                     EditsText(main.diff));
}

}  // namespace

std::string EditsText(const SourceDiff& diff) {
  if (diff.failure) return "          does not parse\n";
  if (diff.named.empty()) return "          the same policy\n";
  std::string out;
  for (const NamedEdit& e : diff.named)
    out += fmt::format("          line {:<4} {:<9}  {}: {}\n", LinesText(diff, e), ToString(e.edit_class),
                       e.where.empty() ? "(top level)" : e.where, NamedText(e));
  return out;
}

std::string LineageText(const std::vector<LineageStep>& lineage) {
  std::string out;
  for (const LineageStep& step : lineage) out += StepText(step);
  return out;
}

namespace {

// What an edge says: its edits, as many as a reader takes in.
std::string EdgeText(const Descent& descent) {
  constexpr size_t kMost = 3;
  std::string text = descent.gain ? fmt::format("{:+.5f}", *descent.gain) : "";
  const auto& named = descent.diff.named;
  for (size_t i = 0; i < std::min(kMost, named.size()); ++i) text += "\n" + NamedText(named[i]);
  if (named.size() > kMost) text += fmt::format("\nand {} more", named.size() - kMost);
  return text;
}

std::string Graphviz(const std::vector<LineageStep>& lineage) {
  std::string out =
      "digraph lineage {\n  rankdir=TB; node [shape=box, fontname=monospace]; edge [fontname=monospace];\n";
  const auto quote = [](const std::string& text) { return Json(text).dump(); };
  std::set<int64_t> on_path;
  for (const LineageStep& step : lineage) on_path.insert(step.candidate.number);
  for (const LineageStep& step : lineage) {
    const Candidate& c = step.candidate;
    const std::string score = c.score ? fmt::format("{:+.5f}", *c.score) : "-";
    out += fmt::format("  n{} [label={}];\n", c.number,
                       quote(fmt::format("#{}  {}\n{}{}", c.number, score, MadeBy(c), CostText(c))));
    for (size_t i = 0; i < step.descents.size(); ++i) {
      const Descent& descent = step.descents[i];
      if (!on_path.contains(descent.parent))
        out += fmt::format("  n{0} [label=\"#{0}\", style=dashed];\n", descent.parent);
      out += fmt::format("  n{} -> n{} [{}];\n", descent.parent, c.number,
                         i == 0 ? "label=" + quote(EdgeText(descent)) : "style=dashed");
    }
  }
  return out + "}\n";
}

Json StepToJson(const LineageStep& step) {
  Json json = CandidateToJson(step.candidate);
  json["gain"] = step.descents.empty() ? Json(nullptr) : OrNull(step.descents.front().gain);
  json["tree_edits"] = Json::array();
  for (const Descent& descent : step.descents) json["tree_edits"].push_back(DescentToJson(descent));
  return json;
}

Result<int> Lineage(const std::string& what, bool dot, const Globals& globals) {
  const CampaignRef ref = ParseCampaignRef(what);
  GAUNTLET_TRY(const auto file, OpenToRead(ref));
  GAUNTLET_TRY(const Candidate c, FindCandidate(*file, ref));
  GAUNTLET_TRY(const auto lineage, ReadLineage(*file, c.number));
  if (globals.json) {
    Json json = Json::array();
    for (const LineageStep& step : lineage) json.push_back(StepToJson(step));
    PrintJson({{"lineage", json}});
  } else {
    Print(dot ? Graphviz(lineage) : LineageText(lineage));
  }
  return kExitFine;
}

}  // namespace

void AddLineage(CLI::App& app, const Globals& globals, Action& action) {
  auto what = std::make_shared<std::string>();
  auto dot = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("lineage", "The path from the seed to a candidate");
  command->add_option("candidate", *what, "CAMPAIGN:ID; the best one without an ID")->required();
  command->add_flag("--dot", *dot, "As a Graphviz graph");
  command->callback(
      [=, &globals, &action] { action = [=, &globals] { return Lineage(*what, *dot, globals); }; });
}

}  // namespace gauntlet
