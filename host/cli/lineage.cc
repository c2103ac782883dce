// gauntlet lineage: the path from the seed to a candidate, each step with its edits and its gain.
#include "host/cli/lineage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "host/cli/campaign_ref.h"
#include "host/cli/command.h"
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

namespace {

bool OfAName(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

// Both texts without what they share at their ends, names kept whole; a few words of it stay for the eye.
std::pair<std::string, std::string> WithoutShared(const std::string& a, const std::string& b) {
  constexpr size_t kContext = 24;
  size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  size_t tail = 0;
  while (tail + head < a.size() && tail + head < b.size() && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
    ++tail;
  head = head > kContext ? head - kContext : 0;
  tail = tail > kContext ? tail - kContext : 0;
  while (head > 0 && OfAName(a[head - 1])) --head;
  while (tail > 0 && OfAName(a[a.size() - tail])) --tail;
  const auto cut = [&](const std::string& text) {
    return (head ? "… " : "") + text.substr(head, text.size() - head - tail) + (tail ? " …" : "");
  };
  return {cut(a), cut(b)};
}

std::string EditText(const Edit& e) {
  const auto [before, after] = WithoutShared(e.before, e.after);
  return fmt::format("          line {:>3}  {}: {}  ->  {}\n", e.line, e.operation,
                     before.empty() ? "(nothing)" : before, after.empty() ? "(nothing)" : after);
}

}  // namespace

std::string LineageText(const std::vector<Candidate>& path) {
  std::string out;
  std::optional<double> before;
  for (const Candidate& c : path) {
    const std::string gain = before && c.score ? fmt::format("{:+.6f}", *c.score - *before) : "         ";
    out += fmt::format("#{:<6} score {}  gain {}  {}\n", c.number,
                       c.score ? fmt::format("{:+.6f}", *c.score) : "-", gain, c.generator);
    for (const Edit& e : c.edits) out += EditText(e);
    before = c.score;
  }
  return out;
}

namespace {

std::string Graphviz(const std::vector<Candidate>& path) {
  std::string out = "digraph lineage {\n  rankdir=TB; node [shape=box, fontname=monospace];\n";
  const auto quote = [](const std::string& text) { return Json(text).dump(); };
  for (const Candidate& c : path) {
    out += fmt::format(
        "  n{} [label={}];\n", c.number,
        quote(fmt::format("#{}  {}", c.number, c.score ? fmt::format("{:+.5f}", *c.score) : "-")));
    for (size_t i = 0; i < c.parents.size(); ++i)
      out += fmt::format("  n{} -> n{} [label={}{}];\n", c.parents[i], c.number,
                         quote(i == 0 && !c.edits.empty() ? c.edits.front().operation : ""),
                         i ? ", style=dashed" : "");
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
  command->callback(
      [=, &globals, &action] { action = [=, &globals] { return Lineage(*what, *dot, globals); }; });
}

}  // namespace gauntlet
