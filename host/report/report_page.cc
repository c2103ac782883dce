#include "host/report/report_page.h"

#include <fmt/format.h>

#include <cmath>

#include "host/base/optional_json.h"
#include "host/report/page.h"
#include "host/report/tables.h"
#include "host/report/text.h"

namespace gauntlet {
namespace {

std::string Note(const std::string& text) { return "<p class=note>" + HtmlText(text) + "</p>\n"; }

std::string Tile(const std::string& value, const std::string& label) {
  return fmt::format("<div class=tile><b>{}</b><span>{}</span></div>\n", HtmlText(value), HtmlText(label));
}

std::string SecondsText(double seconds) {
  if (seconds < 90) return fmt::format("{:.1f} s", seconds);
  return seconds < 5400 ? fmt::format("{:.1f} min", seconds / 60) : fmt::format("{:.1f} h", seconds / 3600);
}

// The wall clock of all runs that have ended.
double RunSeconds(const std::vector<LogEntry>& log) {
  double sum_s = 0;
  for (const LogEntry& entry : log)
    if (entry.event == "stopped" && entry.detail.is_object()) sum_s += entry.detail.value("seconds", 0.0);
  return sum_s;
}

std::string Capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

const PolicyStanding* Finalist(const Figures& f) {
  return f.standings && !f.standings->policies.empty() ? &f.standings->policies.front() : nullptr;
}

std::string SummaryHtml(const Figures& f) {
  const Tallies& t = f.tallies;
  std::string tiles = Tile(std::to_string(t.count), "candidates");
  tiles += Tile(
      fmt::format("{:.0f} %", t.count ? 100.0 * static_cast<double>(t.ok) / static_cast<double>(t.count) : 0),
      "verdict ok");
  if (f.subject && f.subject->score) tiles += Tile(ScoreText(*f.subject->score), f.subject_is + ", train");
  if (const PolicyStanding* finalist = Finalist(f)) {
    for (const char* split : {"validation", "test"})
      if (const auto at = finalist->splits.find(split); at != finalist->splits.end() && at->second.score)
        tiles += Tile(ScoreText(*at->second.score), finalist->name + std::string(", ") + split);
  }
  tiles += Tile(std::to_string(t.archive), "in the archive");
  if (const double run_s = RunSeconds(f.log); run_s > 0) tiles += Tile(SecondsText(run_s), "run time");
  if (const auto cpu = t.timing_ms.find("cpu"); cpu != t.timing_ms.end()) {
    double sum_ms = 0;
    for (const double ms : cpu->second) sum_ms += ms;
    tiles += Tile(SecondsText(sum_ms / 1000), "CPU time of evaluations");
  }
  std::string html = fmt::format("<header>\n<h1>{}</h1>\n<p>Campaign {}, seed {}",
                                 HtmlText(f.problem.value("name", "campaign")), HtmlText(f.campaign),
                                 HtmlText(f.config.value("seed", Json()).dump()));
  if (f.subject)
    html += fmt::format(". {}: <a href=\"#source\">candidate {}</a>, <code>{}</code>",
                        Capitalised(f.subject_is), f.subject->number, f.subject->source_hash.Hex());
  html += ".</p>\n<div class=tiles>\n" + tiles + "</div>\n</header>\n";
  if (!f.subject) html += Note("No candidate is confirmed yet.");
  if (f.subject && f.subject->unconfirmed)
    html +=
        Note("Unconfirmed: scores are what the problem's program says, and nobody else has computed them.");
  if (f.subject && !f.standings)
    html += Note(
        "No final report is stored yet: the campaign is running or was stopped. `gauntlet resume` makes one "
        "at its end.");
  return html;
}

std::string ProgressHtml(const Figures& f) {
  const bool unconfirmed = f.subject && f.subject->unconfirmed;
  std::string body =
      fmt::format(
          "<p class=note>Best: {}, on train. Median and quartiles: of all candidates with a score, in equal "
          "numbers of candidates. Time: what lanes spent on candidates, added up.</p>\n",
          unconfirmed ? "unconfirmed" : "confirmed") +
      "<div class=chart id=progress-chart></div>\n";
  body += FoldedHtml("Each new best as a table", TableHtml(BestTable(f.progress)));
  body += FoldedHtml("The curve as a table", TableHtml(ProgressTable(f.progress)));
  return SectionHtml("progress", "Progress", body);
}

std::string PoliciesHtml(const Figures& f) {
  if (!f.standings || f.standings->policies.empty()) return "";
  const Standings& s = *f.standings;
  std::string body = TableHtml(PolicyTable(s));
  body +=
      "<p class=note>Larger is better. Gap closed: share of the seed's distance to the oracle bound, mean "
      "over the workloads where that is one.";
  body += fmt::format(" The test split was opened {} time{} by this campaign", s.test_openings,
                      s.test_openings == 1 ? "" : "s");
  const bool has_test = std::ranges::find(s.splits, "test") != s.splits.end();
  body += has_test ? ".</p>\n"
                   : "; no figure of it is stored: <code>gauntlet resume CAMPAIGN --final</code> opens it, "
                     "counted, and stores them.</p>\n";
  for (const std::string& says : s.says) body += "<p>" + HtmlText(says) + "</p>\n";
  if (!s.checks.empty())
    body += FoldedHtml(fmt::format("Verified: {} checks", s.checks.size()), TableHtml(CheckTable(s)));
  return SectionHtml("policies", "Against baselines", body);
}

std::string WorkloadsHtml(const Figures& f) {
  if (!f.standings || f.standings->workloads.empty()) return "";
  const Standings& s = *f.standings;
  std::string body = TableHtml(DatasetTable(s));
  if (!s.has_workload_scores)
    body += Note(
        "This campaign's final report was stored without scores of single workloads: `gauntlet resume "
        "CAMPAIGN` makes a new one with them.");
  constexpr size_t kFew = 24;
  const std::string all = TableHtml(WorkloadTable(s));
  body += s.workloads.size() <= kFew ? "<h3>Each workload</h3>\n" + all
                                     : FoldedHtml(fmt::format("All {} workloads", s.workloads.size()), all);
  return SectionHtml("workloads", "Workloads", body);
}

std::string VerdictsHtml(const Figures& f) {
  std::string body = TableHtml(VerdictTable(f.tallies));
  if (f.tallies.infeasible > 0)
    body += Note(fmt::format("Of those that are ok, {} break a constraint of the problem: no elites.",
                             f.tallies.infeasible));
  if (f.tallies.near > 0)
    body += Note(fmt::format("Of the duplicates, {} are the same as an earlier candidate but for trifles.",
                             f.tallies.near));
  if (!f.tallies.operators.empty())
    body += "<h3>By the operator that made them</h3>\n" + TableHtml(OperatorTable(f.tallies));
  return SectionHtml("verdicts", "Verdicts", body);
}

// Where candidates were stopped before the whole was measured.
std::string StagesHtml(const Tallies& tallies) {
  const FigureTable table = StageTable(tallies);
  std::string html;
  if (!table.rows.empty()) html += "<h3>Stopped early</h3>\n" + TableHtml(table);
  if (tallies.race) html += Note(RaceText(*tallies.race));
  return html;
}

std::string CostHtml(const Figures& f) {
  const std::string models =
      f.tallies.models.empty() ? ""
                               : "<h3>Models</h3>\n" + TableHtml(ModelTable(f.tallies)) + "<h3>Stages</h3>\n";
  return SectionHtml(
      "cost", "Cost",
      models + TableHtml(CostTable(f.tallies)) +
          "<p class=note>Milliseconds of the wall clock a candidate, by stage, as far as it came; cpu: the "
          "processor time of its "
          "evaluation; confirm: the second, blind evaluation of would-be elites; total: all of it.</p>\n" +
          StagesHtml(f.tallies));
}

std::string FamilyHtml(const Figures& f) {
  if (f.family.members.empty()) return "";
  std::string body = fmt::format(
      "<p class=note>Along main parents, from left to right in the order of proposal: the path to the {} on "
      "top, then elites of the "
      "archive, best first; {} of {} are drawn.</p>\n<div class=chart id=family-chart></div>\n",
      HtmlText(f.subject_is), f.family.drawn, f.family.elites);
  return SectionHtml("family", "Lineage tree",
                     body + FoldedHtml("The tree as a table", TableHtml(FamilyTable(f.family))));
}

std::string AboutHtml(const Figures& f) {
  const auto pretty = [](const Json& json) {
    return "<pre>" + HtmlText(json.dump(1, ' ', false, Json::error_handler_t::replace)) + "</pre>\n";
  };
  FigureTable log{
      .name = "log", .columns = {{"at", "at"}, {"event", "event"}, {"detail", "detail"}}, .rows = {}};
  for (const LogEntry& entry : f.log)
    log.rows.push_back(
        {entry.at, entry.event, entry.detail.dump(-1, ' ', false, Json::error_handler_t::replace)});
  std::string body = TableHtml(log) + FoldedHtml("Problem", pretty(f.problem)) +
                     FoldedHtml("Configuration", pretty(f.config)) +
                     FoldedHtml("Environment", pretty(f.environment));
  if (!f.toolchain.is_null()) body += FoldedHtml("Toolchain", pretty(f.toolchain));
  return SectionHtml("about", "About this campaign", body);
}

Json ProgressJson(const Figures& f) {
  Json json = {{"spans", Json::array()},
               {"best", Json::array()},
               {"lines", Json::array()},
               {"lanes_s", f.progress.lanes_s}};
  for (const ProgressSpan& s : f.progress.spans)
    json["spans"].push_back(
        {s.first, s.last, s.lanes_s, OrNull(s.low), OrNull(s.median), OrNull(s.high), OrNull(s.best)});
  for (const BestStep& step : f.progress.best)
    json["best"].push_back({step.number, step.lanes_s, step.score});
  if (!f.standings) return json;
  for (const PolicyStanding& policy : f.standings->policies) {
    const auto train = policy.splits.find("train");
    if (&policy == &f.standings->policies.front() || train == policy.splits.end() || !train->second.score)
      continue;
    if (policy.name.starts_with("champion")) continue;
    json["lines"].push_back({{"name", Visible(policy.name)}, {"score", *train->second.score}});
  }
  if (const auto bound = f.standings->bounds.find("train"); bound != f.standings->bounds.end())
    json["lines"].push_back({{"name", "oracle bound"}, {"score", bound->second}, {"bound", true}});
  return json;
}

Json FamilyJson(const Figures& f) {
  Json json = {{"rows", f.family.rows}, {"last", f.tallies.count - 1}, {"members", Json::array()}};
  for (const FamilyMember& m : f.family.members)
    json["members"].push_back(
        {m.number, m.parent, OrNull(m.score), m.in_archive ? 1 : 0, m.on_path ? 1 : 0, m.row});
  return json;
}

}  // namespace

std::string ReportPage(const Figures& f) {
  std::string body = SummaryHtml(f) + ProgressHtml(f) + PoliciesHtml(f) + WorkloadsHtml(f) + ArchiveHtml(f) +
                     FamilyHtml(f) + VerdictsHtml(f) + CostHtml(f);
  if (f.subject)
    body += SectionHtml("source", fmt::format("Source of candidate {}", f.subject->number),
                        SourceHtml(f.subject->source, f.explanation));
  body += LineageHtml(f) + AboutHtml(f);
  return PageHtml({.title = f.problem.value("name", "campaign") + ": " + f.campaign,
                   .body = std::move(body),
                   .charts = {{"progress", ProgressJson(f)}, {"family", FamilyJson(f)}}});
}

}  // namespace gauntlet
