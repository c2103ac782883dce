// The end of a campaign: a few finalists meet validation once, the best of them is the champion, and the
// champion
// stands beside the seed and every baseline on each split. The test split is opened here only, and counted.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/campaign/workbench.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

// One policy on one split.
struct Standing {
  std::string verdict = "ok";
  std::optional<double> score;
  std::optional<double>
      gap_closed;  // share of the seed's distance to the bound, mean over workloads where it holds
  bool confirmed = false;
  std::vector<WorkloadResult> workloads;
};

struct ReportRow {
  std::string name;  // champion, seed, or a baseline's
  std::vector<std::pair<Split, Standing>> standings;
};

struct FinalReport {
  int64_t champion = -1;                              // number in the campaign
  std::vector<std::pair<int64_t, double>> finalists;  // number, validation score; best first
  std::vector<Split> splits;                          // that were looked at
  std::vector<ReportRow> rows;                        // champion, seed, baselines in the problem's order
  int64_t test_openings = 0;                          // of this campaign file so far

  Json ToJson() const;
};

struct FinalOptions {
  Isolation isolation = Isolation::kFork;
  unsigned lanes = 1;
  uint64_t seed = 1;
  bool open_test = false;
  unsigned finalists = 5;
  std::function<void(const std::string&)> say;  // what is being done, for a progress line
};

// Stores the report as the fact "final_report". kInput: nothing is confirmed yet.
Result<FinalReport> MakeFinalReport(const Problem& problem, CampaignFile& file, const FinalOptions& options);

}  // namespace gauntlet
