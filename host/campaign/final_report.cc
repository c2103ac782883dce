#include "host/campaign/final_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/file.h"
#include "host/score/constraints.h"

namespace gauntlet {
namespace {

// Rounds of finalists: whoever was turned down makes room for others.
constexpr int kRounds = 3;

struct Contender {
  std::string name;
  std::string source;
  uint64_t memory_mb = 0;
};

bool HasSplit(const Problem& problem, Split split) {
  return std::ranges::any_of(problem.workloads, [&](const WorkloadEntry& w) { return w.split == split; });
}

Result<std::unique_ptr<Workbench>> OpenOn(const Problem& problem, Split split, uint64_t memory_mb,
                                          const FinalOptions& options) {
  WorkbenchOptions bench;
  bench.entries = OfSplits(problem.workloads, {split});
  bench.isolation = options.isolation;
  bench.lanes = options.lanes;
  bench.seed = options.seed;
  bench.memory_mb = memory_mb;
  return Workbench::Open(problem, bench);
}

Result<Standing> StandingOf(const Problem& problem, const Workbench& bench, const Candidate& candidate,
                            const std::vector<WorkloadResult>& seed) {
  Standing out;
  out.verdict = ToString(candidate.verdict.kind());
  out.score = candidate.score;
  out.confirmed = candidate.confirmed;
  out.unconfirmed = candidate.unconfirmed;
  out.workloads = candidate.workloads;
  for (const Figure& figure : problem.figures)
    if (candidate.resources.contains(figure.name))
      out.figures.emplace_back(figure.name, candidate.resources[figure.name].get<double>());
  if (!candidate.verdict.ok()) return out;
  for (const WorkloadResult& workload : candidate.workloads) {
    GAUNTLET_TRY(const double score, ScoreOne(problem.objective, workload, bench.references()));
    out.scores.push_back(score);
  }
  if (seed.empty()) return out;
  out.gap_closed = GapClosed(problem.objective, candidate.workloads, seed, bench.references());
  GAUNTLET_TRY(const auto differences,
               PairedDifferences(problem.objective, candidate.workloads, seed, bench.references()));
  out.gain = GainOf(differences);
  return out;
}

std::vector<BoundScore> BoundScores(const Problem& problem, const Workbench& bench) {
  std::vector<BoundScore> out;
  for (const Workload& workload : bench.workloads())
    out.push_back({workload.name, ScoreOfBound(problem.objective, workload.name, bench.references())});
  return out;
}

std::string WhyUnfit(const Candidate& measured) {
  if (const Failure* failure = measured.verdict.failure(); failure != nullptr)
    return fmt::format("{}: {}", ToString(failure->kind), failure->reason);
  return measured.infeasible.empty()
             ? "its score was not confirmed there"
             : "it is infeasible there: " + ViolationText(measured.infeasible.front());
}

// The best confirmed of the file that were not turned down, by their score on validation, each confirmed there
// too. If none of them is, all are turned down.
Result<std::vector<std::pair<int64_t, double>>> MeetValidation(const Problem& problem,
                                                               const CampaignFile& file,
                                                               std::vector<TurnedDown>& turned_down,
                                                               const FinalOptions& options) {
  GAUNTLET_TRY(std::vector<int64_t> best,
               file.Best(options.finalists + static_cast<int64_t>(turned_down.size())));
  for (const TurnedDown& one : turned_down) std::erase(best, one.number);
  if (best.empty() && turned_down.empty())
    return Fail(ErrorKind::kInput, "the campaign has no confirmed candidate yet");
  std::vector<std::pair<int64_t, double>> out;
  if (!HasSplit(problem, Split::kValidation)) {
    for (const int64_t number : best) {
      GAUNTLET_TRY(const Candidate stored, file.Get(number));
      out.emplace_back(number, *stored.score);
    }
    return out;
  }
  GAUNTLET_TRY(const auto bench, OpenOn(problem, Split::kValidation, 0, options));
  std::vector<TurnedDown> unfit;
  for (const int64_t number : best) {
    GAUNTLET_TRY(const Candidate stored, file.Get(number));
    GAUNTLET_TRY(const Candidate measured, bench->Run(stored.source, true));
    if (measured.admitted() && measured.infeasible.empty()) {
      out.emplace_back(number, *measured.score);
    } else {
      unfit.push_back({.number = number, .check = "validation", .says = WhyUnfit(measured), .revoked = {}});
    }
  }
  if (out.empty()) turned_down.insert(turned_down.end(), unfit.begin(), unfit.end());
  std::ranges::sort(out, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return out;
}

// Takes down whoever does not stand up, and whoever descends from a candidate that was unmasked.
Result<TurnedDown> TurnDown(int64_t number, const Verification& verification, const FinalOptions& options) {
  const auto failed = std::ranges::find(verification.checks, false, &VerifyCheck::passed);
  TurnedDown out{.number = number, .check = failed->name, .says = failed->says, .revoked = {}};
  if (const Failure* failure = verification.unmasked(); failure != nullptr && options.revoke) {
    GAUNTLET_TRY(out.revoked, options.revoke(number, *failure));
  }
  return out;
}

// The best finalist that stands up to verification; none if there is none.
Result<> FindFinalist(const Problem& problem, const CampaignFile& file, const FinalOptions& options,
                      FinalReport& report) {
  std::unique_ptr<Verifier> verifier;
  const auto is_down = [&](int64_t number) {
    return std::ranges::any_of(report.turned_down, [&](const TurnedDown& one) {
      return one.number == number || std::ranges::find(one.revoked, number) != one.revoked.end();
    });
  };
  for (int round = 0; round < kRounds; ++round) {
    if (options.say) options.say("finalists on validation");
    GAUNTLET_TRY(report.finalists, MeetValidation(problem, file, report.turned_down, options));
    if (report.finalists.empty()) return {};
    if (!verifier) {
      GAUNTLET_TRY(verifier, Verifier::Open(problem, {.isolation = options.isolation, .seed = options.seed}));
    }
    for (const auto& [number, score] : report.finalists) {
      if (is_down(number)) continue;
      if (options.say) options.say(fmt::format("verifying candidate {}", number));
      GAUNTLET_TRY(const Candidate candidate, file.Get(number));
      GAUNTLET_TRY(report.verification, verifier->Verify(candidate.source));
      if (report.verification.passed()) {
        report.finalist = number;
        return {};
      }
      GAUNTLET_TRY(TurnedDown down, TurnDown(number, report.verification, options));
      report.turned_down.push_back(std::move(down));
    }
  }
  return {};
}

Result<> MeasureSplit(const Problem& problem, Split split, const std::vector<Contender>& contenders,
                      const FinalOptions& options, FinalReport& report, References& references) {
  // By memory limit: a baseline may declare a larger one.
  std::map<uint64_t, std::unique_ptr<Workbench>> benches;
  std::vector<WorkloadResult> seed;
  for (size_t i = 0; i < contenders.size(); ++i) {
    const Contender& contender = contenders[i];
    std::unique_ptr<Workbench>& bench = benches[contender.memory_mb];
    if (!bench) {
      GAUNTLET_TRY(bench, OpenOn(problem, split, contender.memory_mb, options));
      references.insert(bench->references().begin(), bench->references().end());
    }
    if (options.say) options.say(std::string(ToString(split)) + ": " + contender.name);
    GAUNTLET_TRY(const Candidate measured, bench->Run(contender.source, true));
    if (i == 0) seed = measured.workloads;
    GAUNTLET_TRY(Standing standing, StandingOf(problem, *bench, measured, seed));
    if (i == 0) report.bounds.emplace_back(split, BoundScores(problem, *bench));
    report.rows[i].standings.emplace_back(split, std::move(standing));
  }
  return {};
}

// The champion of an earlier report, if it is still one: not revoked since, and not the finalist again.
Result<std::optional<Candidate>> EarlierChampion(const CampaignFile& file, int64_t finalist) {
  GAUNTLET_TRY(const auto fact, file.GetFact("final_report"));
  if (!fact || !fact->contains("champion") || !(*fact)["champion"].is_number_integer()) return std::nullopt;
  const auto number = (*fact)["champion"].get<int64_t>();
  GAUNTLET_TRY(const int64_t count, file.Count());
  if (number <= 0 || number >= count || number == finalist) return std::nullopt;
  GAUNTLET_TRY(Candidate earlier, file.Get(number));
  if (!earlier.admitted()) return std::nullopt;
  return earlier;
}

// On train and validation together, their datasets being witnesses alike; but no gain on validation is none.
Result<Promotion> Promote(const Problem& problem, const FinalReport& report, const std::string& over,
                          const ReportRow& against, const References& references) {
  Promotion out{.over = over};
  const ReportRow& finalist = report.FinalistRow();
  std::vector<PairedDifference> all;
  std::optional<double> on_validation;
  for (const Split split : {Split::kTrain, Split::kValidation}) {
    const Standing *mine = finalist.On(split), *theirs = against.On(split);
    if (mine == nullptr || theirs == nullptr) continue;
    GAUNTLET_TRY(const auto some,
                 PairedDifferences(problem.objective, mine->workloads, theirs->workloads, references));
    all.insert(all.end(), some.begin(), some.end());
    if (split == Split::kValidation) on_validation = GainOf(some).mean;
  }
  out.gain = GainOf(all);
  if (!out.gain.BeyondDoubt()) out.why_not = "not better beyond the uncertainty";
  if (on_validation && *on_validation <= 0) out.why_not = "no better on validation";
  out.promoted = out.why_not.empty();
  return out;
}

// The seed comes first: gains and gaps are measured from it. In the order of the report's rows.
Result<std::vector<Contender>> ContendersOf(const Problem& problem, const std::string& finalist,
                                            const std::optional<Candidate>& earlier) {
  std::vector<Contender> out;
  GAUNTLET_TRY(std::string seed, ReadTextFile(problem.seed));
  out.push_back({"seed", std::move(seed)});
  out.push_back({"finalist", finalist});
  if (earlier) out.push_back({"champion", earlier->source});
  for (const Baseline& baseline : problem.baselines) {
    GAUNTLET_TRY(std::string source, ReadTextFile(baseline.source));
    out.push_back({baseline.name, std::move(source), baseline.memory_mb});
  }
  return out;
}

// Fills the report's rows. An opening of the test split is counted before it is looked at, so that no crash hides it.
Result<References> MeasureSplits(const Problem& problem, CampaignFile& file, const FinalOptions& options,
                                 const std::vector<Contender>& contenders, FinalReport& report) {
  for (const Contender& contender : contenders) report.rows.push_back({contender.name, {}});
  References references;
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    if (!HasSplit(problem, split) || (split == Split::kTest && !options.open_test)) continue;
    if (split == Split::kTest) GAUNTLET_CHECK_OK(file.RecordTestOpening("final report"));
    report.splits.push_back(split);
    GAUNTLET_CHECK_OK(MeasureSplit(problem, split, contenders, options, report, references));
  }
  GAUNTLET_TRY(report.test_openings, file.TestOpenings());
  return references;
}

// The finalist takes the champion's place if it is better than the seed and than the champion.
Result<> DecideChampion(const Problem& problem, const std::optional<Candidate>& earlier,
                        const References& references, FinalReport& report) {
  GAUNTLET_TRY(Promotion over_seed, Promote(problem, report, "seed", report.rows[0], references));
  report.promotions.push_back(std::move(over_seed));
  if (earlier) {
    GAUNTLET_TRY(Promotion over, Promote(problem, report, fmt::format("champion {}", earlier->number),
                                         report.rows[2], references));
    report.promotions.push_back(std::move(over));
  }
  report.champion = report.finalist;
  if (!std::ranges::all_of(report.promotions, &Promotion::promoted))
    report.champion = earlier ? earlier->number : 0;
  if (report.promoted()) {
    if (earlier) report.rows[2].name = "champion before";
    report.rows[1].name = "champion";
  }
  return {};
}

// No finalist stood up: the champion, if there is one, stays who it was.
Result<> ReportNobody(CampaignFile& file, const std::optional<Candidate>& earlier, FinalReport& report) {
  if (earlier) report.champion = earlier->number;
  report.finalists.clear();
  report.verification = {};
  GAUNTLET_TRY(report.test_openings, file.TestOpenings());
  return file.PutFact("final_report", report.ToJson());
}

}  // namespace

Result<FinalReport> MakeFinalReport(const Problem& problem, CampaignFile& file, const FinalOptions& options) {
  FinalReport report;
  report.objective = problem.objective;
  GAUNTLET_CHECK_OK(FindFinalist(problem, file, options, report));
  GAUNTLET_TRY(const auto earlier, EarlierChampion(file, report.finalist));
  if (!report.stood_up()) {
    GAUNTLET_CHECK_OK(ReportNobody(file, earlier, report));
    return report;
  }
  GAUNTLET_TRY(const Candidate finalist, file.Get(report.finalist));
  GAUNTLET_TRY(const auto contenders, ContendersOf(problem, finalist.source, earlier));
  GAUNTLET_TRY(const References references, MeasureSplits(problem, file, options, contenders, report));
  GAUNTLET_CHECK_OK(DecideChampion(problem, earlier, references, report));
  GAUNTLET_CHECK_OK(file.PutFact("final_report", report.ToJson()));
  return report;
}

}  // namespace gauntlet
