#include "host/cli/final_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "host/cli/lineage.h"
#include "host/cli/output.h"

namespace gauntlet {
namespace {

const Standing* StandingOn(const ReportRow& row, Split split) {
  for (const auto& [where, standing] : row.standings)
    if (where == split) return &standing;
  return nullptr;
}

// Champion first, then the others, best on train first.
std::vector<const ReportRow*> InOrder(const FinalReport& report) {
  std::vector<const ReportRow*> rows;
  for (const ReportRow& row : report.rows) rows.push_back(&row);
  std::ranges::sort(rows, [](const ReportRow* a, const ReportRow* b) {
    const auto key = [](const ReportRow* r) {
      const Standing* s = StandingOn(*r, Split::kTrain);
      return std::make_tuple(r->name != "champion", s && s->score ? -*s->score : 1e9, r->name);
    };
    return key(a) < key(b);
  });
  return rows;
}

const ReportRow& ChampionOf(const FinalReport& report) {
  return *std::ranges::find_if(report.rows, [](const ReportRow& r) { return r.name == "champion"; });
}

std::string StandingsTable(const FinalReport& report) {
  std::vector<std::string> header = {"policy"};
  for (const Split split : report.splits) {
    header.push_back(std::string(ToString(split)));
    header.push_back("champion's gain");
  }
  for (const Split split : report.splits) header.push_back(fmt::format("gap closed, {}", ToString(split)));
  Table table(header);
  const ReportRow& champion = ChampionOf(report);
  for (const ReportRow* row : InOrder(report)) {
    std::vector<std::string> cells = {row->name}, gaps;
    for (const Split split : report.splits) {
      const Standing* mine = StandingOn(champion, split);
      const Standing* s = StandingOn(*row, split);
      cells.push_back(s && s->score ? fmt::format("{:+.5f}", *s->score) : s ? s->verdict : "-");
      const bool comparable = s && s->score && mine && mine->score && row != &champion;
      cells.push_back(comparable ? fmt::format("{:+.5f}", *mine->score - *s->score) : "");
      gaps.push_back(s && s->gap_closed ? Percent(*s->gap_closed) : "-");
    }
    cells.insert(cells.end(), gaps.begin(), gaps.end());
    table.Row(cells);
  }
  return table.Text();
}

Result<std::string> WriteChampion(const Candidate& champion, const std::string& campaign_path) {
  const auto path = std::filesystem::path(campaign_path).replace_extension(".champion.cc").string();
  std::ofstream out(path, std::ios::binary);
  out << champion.source;
  out.close();
  if (!out)
    return Fail(ErrorKind::kInput, path + ": cannot be written; the champion is in the campaign file");
  return path;
}

}  // namespace

Result<std::string> FinalText(const Problem& problem, const CampaignFile& file, const FinalReport& report,
                              const std::string& campaign_path) {
  GAUNTLET_TRY(const Candidate champion, file.Get(report.champion));
  GAUNTLET_TRY(const std::string path, WriteChampion(champion, campaign_path));
  GAUNTLET_TRY(const auto lineage, LineageOf(file, champion.number));
  std::string out = fmt::format("Champion: candidate {}, {}\nSource:   {}\n\n", champion.number,
                                champion.source_hash.Hex(), path);
  out += StandingsTable(report);
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
  out +=
      fmt::format("\nFrom the seed to the champion, {} steps:\n{}", lineage.size() - 1, LineageText(lineage));
  return out;
}

}  // namespace gauntlet
