#include "host/cli/final_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "host/base/file.h"
#include "host/cli/lineage.h"
#include "host/cli/output.h"
#include "host/harness/language.h"
#include "host/score/score.h"

namespace gauntlet {
namespace {

// The finalist first, then the others, best on train first.
std::vector<const ReportRow*> InOrder(const FinalReport& report) {
  std::vector<const ReportRow*> rows;
  for (const ReportRow& row : report.rows) rows.push_back(&row);
  std::ranges::sort(rows, [&](const ReportRow* a, const ReportRow* b) {
    const auto key = [&](const ReportRow* r) {
      const Standing* s = r->On(Split::kTrain);
      return std::make_tuple(r != &report.FinalistRow(), s && s->score ? -*s->score : 1e9, r->name);
    };
    return key(a) < key(b);
  });
  return rows;
}

std::string StandingsTable(const FinalReport& report) {
  const ReportRow& finalist = report.FinalistRow();
  std::vector<std::string> header = {"policy"};
  for (const Split split : report.splits) {
    header.push_back(std::string(ToString(split)));
    header.push_back(finalist.name + "'s gain");
  }
  header.push_back("train - validation");
  for (const Split split : report.splits) header.push_back(fmt::format("gap closed, {}", ToString(split)));
  Table table(header);
  for (const ReportRow* row : InOrder(report)) {
    std::vector<std::string> cells = {row->name}, gaps;
    for (const Split split : report.splits) {
      const Standing *mine = finalist.On(split), *s = row->On(split);
      cells.push_back(s && s->score ? fmt::format("{:+.5f}", *s->score) : s ? s->verdict : "-");
      const bool comparable = s && s->score && mine && mine->score && row != &finalist;
      cells.push_back(comparable ? fmt::format("{:+.5f}", *mine->score - *s->score) : "");
      gaps.push_back(s && s->gap_closed ? Percent(*s->gap_closed) : "-");
    }
    const auto gap = row->ValidationGap();
    cells.push_back(gap ? fmt::format("{:+.5f}", *gap) : "-");
    cells.insert(cells.end(), gaps.begin(), gaps.end());
    table.Row(cells);
  }
  return table.Text();
}

// Other formulas that results of this problem are given by, and the metric that they are made of.
std::string FiguresText(const Problem& problem, const FinalReport& report) {
  if (problem.figures.empty()) return "";
  std::string out;
  for (const Split split : report.splits) {
    std::vector<std::string> header = {std::string(ToString(split)), problem.objective.metric};
    for (const Figure& figure : problem.figures) header.push_back(figure.name);
    Table table(header);
    for (const ReportRow* row : InOrder(report)) {
      const Standing* s = row->On(split);
      if (s == nullptr || s->workloads.empty()) continue;
      const Metrics all = Aggregate(s->workloads);
      const Metric* metric = FindMetric(all, problem.objective.metric);
      std::vector<std::string> cells = {row->name, metric != nullptr ? MetricText(*metric) : "-"};
      for (const Figure& figure : problem.figures) {
        const auto found = std::ranges::find(s->figures, figure.name, &std::pair<std::string, double>::first);
        cells.push_back(found == s->figures.end() ? "-" : fmt::format("{:.4f}", found->second));
      }
      table.Row(cells);
    }
    out += "\n" + table.Text();
  }
  for (const Figure& figure : problem.figures) out += fmt::format("{}: {}\n", figure.name, figure.text);
  return out;
}

std::string TurnedDownText(const FinalReport& report) {
  std::string out;
  for (const TurnedDown& one : report.turned_down) {
    out += fmt::format("Turned down: candidate {} failed {}: {}", one.number, one.check, one.says);
    if (!one.revoked.empty())
      out += fmt::format("; it and its descendants left the archive, {} in all", one.revoked.size());
    out += "\n";
  }
  return out;
}

std::string NobodyText(const FinalReport& report, const std::string& campaign_path) {
  return fmt::format(
      "No finalist stood up to verification.\n{}{}Go on with: gauntlet resume {} --candidates N\n",
      TurnedDownText(report),
      report.champion >= 0 ? fmt::format("Candidate {} stays the champion.\n", report.champion) : "",
      campaign_path);
}

// Who was turned down, who was promoted and why, or why not.
std::string PromotionText(const FinalReport& report) {
  std::string out = TurnedDownText(report);
  for (const Promotion& one : report.promotions)
    out += fmt::format("Candidate {}: {} over the {} on train and validation{}.\n", report.finalist,
                       one.gain.Text(), one.over, one.promoted ? "" : ": " + one.why_not);
  if (!report.promoted())
    out += report.champion == 0 ? "No champion: nothing is better than the seed beyond the uncertainty.\n"
                                : fmt::format("Candidate {} stays the champion.\n", report.champion);
  const Verification& v = report.verification;
  out += fmt::format("Verified: {} checks in {}, {:.1f} evaluations.\n", v.checks.size(),
                     Duration(v.TotalMs() / 1000), v.evaluation_ms > 0 ? v.TotalMs() / v.evaluation_ms : 0.0);
  return out;
}

Result<std::string> WriteSource(const Candidate& champion, const std::string& campaign_path, bool is_champion,
                                const std::string& suffix) {
  const auto path = std::filesystem::path(campaign_path)
                        .replace_extension((is_champion ? ".champion" : ".finalist") + suffix)
                        .string();
  Result<> written = WriteFile(path, champion.source);
  if (!written) {
    written.error().message += "; the source is in the campaign file";
    return std::unexpected(written.error());
  }
  return path;
}

}  // namespace

Result<std::string> FinalText(const Problem& problem, const CampaignFile& file, const FinalReport& report,
                              const std::string& campaign_path) {
  if (!report.stood_up()) return NobodyText(report, campaign_path);
  GAUNTLET_TRY(const Candidate finalist, file.Get(report.finalist));
  GAUNTLET_TRY(const std::string path,
               WriteSource(finalist, campaign_path, report.promoted(), LanguageOf(problem).suffix));
  const auto lineage = ReadLineage(file, finalist.number);
  const std::string title = report.promoted() ? "Champion" : "Finalist";
  std::string out = fmt::format("{}: candidate {}, {}\nSource:   {}\n", title, finalist.number,
                                finalist.source_hash.Hex(), path);
  out += PromotionText(report) + "\n";
  out += StandingsTable(report);
  if (problem.harness)
    out += "Unconfirmed: scores are what the problem's program says, and nobody else has computed them.\n";
  if (problem.objective.form == Objective::Form::kBoundedReduction)
    out +=
        fmt::format("Score: mean over workloads of (r - m) / r, or -(m - r) / m when worse; m: {}, r: {}.\n",
                    problem.objective.metric, problem.objective.reference);
  if (!problem.objective.bound.empty())
    out += fmt::format(
        "Gap closed: share of the seed's distance to {}, mean over the workloads where that is a bound.\n",
        problem.objective.bound);
  out += report.splits.back() == Split::kTest
             ? fmt::format("The test split was opened {} time(s) by this campaign.\n", report.test_openings)
             : "The test split was not opened: --final does, and counts it.\n";
  out += FiguresText(problem, report);
  // The rest stands without them: no compiler starts where there is no system-call filter.
  if (!lineage) return out + "\nIts edits could not be read: " + lineage.error().message + "\n";
  out += fmt::format("\nFrom the seed to the {}, {} steps:\n{}", report.FinalistRow().name,
                     lineage->size() - 1, LineageText(*lineage));
  return out;
}

}  // namespace gauntlet
