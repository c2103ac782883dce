// gauntlet lineage: the path from the seed to a candidate, each step with its edits and its gain.
#include <fmt/format.h>

#include <algorithm>

#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
#include "host/cli/lineage.h"
#include "host/cli/output.h"

namespace gauntlet {

Result<std::vector<Candidate>> LineageOf(const CampaignFile& file, int64_t number) {
  std::vector<Candidate> path;
  for (int64_t at = number; at >= 0;) {
    GAUNTLET_TRY(Candidate c, file.Get(at));
    at = c.parents.empty() ? -1 : c.parents.front();
    path.push_back(std::move(c));
  }
  std::ranges::reverse(path);
  return path;
}

std::string LineageText(const std::vector<Candidate>& path) {
  std::string out;
  std::optional<double> before;
  for (const Candidate& c : path) {
    const std::string gain = before && c.score ? fmt::format("{:+.6f}", *c.score - *before) : "         ";
    out += fmt::format("#{:<6} score {}  gain {}  {}\n", c.number, c.score ? fmt::format("{:+.6f}", *c.score) : "-",
                       gain, c.generator);
    for (const Edit& e : c.edits)
      out += fmt::format("          line {:>3}  {}: {}  ->  {}\n", e.line, e.operation, e.before.empty() ? "(nothing)" : e.before,
                         e.after.empty() ? "(nothing)" : e.after);
    before = c.score;
  }
  return out;
}

namespace {

std::string Graphviz(const std::vector<Candidate>& path) {
  std::string out = "digraph lineage {\n  rankdir=TB; node [shape=box, fontname=monospace];\n";
  const auto quote = [](const std::string& text) { return Json(text).dump(); };
  for (const Candidate& c : path) {
    out += fmt::format("  n{} [label={}];\n", c.number,
                       quote(fmt::format("#{}  {}", c.number, c.score ? fmt::format("{:+.5f}", *c.score) : "-")));
    for (size_t i = 0; i < c.parents.size(); ++i)
      out += fmt::format("  n{} -> n{} [label={}{}];\n", c.parents[i], c.number,
                         quote(i == 0 && !c.edits.empty() ? c.edits.front().operation : ""), i ? ", style=dashed" : "");
  }
  return out + "}\n";
}

Result<int> Lineage(const std::string& what, bool dot, const Globals& globals) {
  const CampaignRef ref = ParseCampaignRef(what);
  GAUNTLET_TRY(const auto file, OpenToRead(ref));
  GAUNTLET_TRY(const Candidate c, FindCandidate(*file, ref));
  GAUNTLET_TRY(const auto path, LineageOf(*file, c.number));
  if (globals.json) {
    Json json = Json::array();
    for (const Candidate& step : path) json.push_back(CandidateToJson(step));
    PrintJson({{"lineage", json}});
  } else {
    Print(dot ? Graphviz(path) : LineageText(path));
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
  command->callback([=, &globals, &action] { action = [=, &globals] { return Lineage(*what, *dot, globals); }; });
}

}  // namespace gauntlet
