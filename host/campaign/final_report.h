// The end of a campaign: a few finalists meet validation once; the best of them that stands up to verification
// is compared with the champion so far (the seed, at first) on train and validation, and takes its place if it
// is better beyond the uncertainty. It stands beside the seed and every baseline on each split. The test split
// is opened here and by `verify --final` only, and counted.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/campaign/workbench.h"
#include "host/score/uncertainty.h"
#include "host/store/campaign_file.h"
#include "host/verify/verify.h"

namespace gauntlet {

// One policy on one split.
struct Standing {
  std::string verdict = "ok";
  std::optional<double> score;
  std::optional<double> gap_closed;  // share of the seed's distance to the bound, mean where that is one
  std::optional<Gain> gain;          // over the seed
  bool confirmed = false;
  bool unconfirmed = false;                             // of a program that plays policies: see Candidate
  std::vector<std::pair<std::string, double>> figures;  // the problem's, of those that can be computed
  std::vector<WorkloadResult> workloads;
  std::vector<double> scores;  // of each of them; empty unless the verdict is ok
};

// What a policy that reaches the objective's bound scores on one workload; empty where that is no bound.
struct BoundScore {
  std::string workload;
  std::optional<double> score;
};

struct ReportRow {
  std::string name;  // finalist, champion (an earlier one), seed, or a baseline's
  std::vector<std::pair<Split, Standing>> standings;

  const Standing* On(Split split) const;  // nullptr: it was not measured there
  // How much less it scores on validation than on train; empty without either.
  std::optional<double> ValidationGap() const;
};

// Whom verification did not let through.
struct TurnedDown {
  int64_t number = -1;
  std::string check, says;
  std::vector<int64_t> revoked;  // with its descendants, if it was unmasked
};

// A finalist against the champion so far.
struct Promotion {
  std::string over = "seed";  // or "champion N"
  Gain gain;                  // on train and validation
  bool promoted = false;
  std::string why_not;
};

struct FinalReport {
  // Numbers in the campaign. Without a promotion the champion is the one before; the seed's number, 0, at first.
  // If nobody stood up to verification the finalist is -1, nothing is measured or promoted, no test split opened,
  // and the champion is the one before or -1.
  int64_t champion = -1, finalist = -1;
  std::vector<std::pair<int64_t, double>> finalists;  // number, validation score; best first
  std::vector<TurnedDown> turned_down;
  Verification verification;          // of the finalist
  std::vector<Promotion> promotions;  // over the seed, and over an earlier champion
  std::vector<Split> splits;          // that were looked at
  // The seed, then the finalist (named champion if it is promoted), an earlier champion (named champion if it
  // stays, else champion before), baselines in the problem's order.
  std::vector<ReportRow> rows;
  Objective objective;  // the problem's
  std::vector<std::pair<Split, std::vector<BoundScore>>> bounds;
  int64_t test_openings = 0;  // of this campaign file so far

  bool stood_up() const { return finalist >= 0; }
  bool promoted() const { return stood_up() && champion == finalist; }
  const ReportRow& FinalistRow() const { return rows[1]; }
  Json ToJson() const;
};

struct FinalOptions {
  Isolation isolation = Isolation::kFork;
  unsigned lanes = 1;
  uint64_t seed = 1;
  bool open_test = false;
  unsigned finalists = 5;
  std::function<void(const std::string&)> say;  // what is being done, for a progress line
  // Takes an unmasked candidate and its descendants out of the archive: their numbers.
  std::function<Result<std::vector<int64_t>>(int64_t number, const Failure& failure)> revoke;
};

// Stores the report as the fact "final_report". kInput: nothing is confirmed yet.
Result<FinalReport> MakeFinalReport(const Problem& problem, CampaignFile& file, const FinalOptions& options);

}  // namespace gauntlet
