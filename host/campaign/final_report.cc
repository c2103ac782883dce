#include "host/campaign/final_report.h"

#include <algorithm>

#include "host/base/file.h"

namespace gauntlet {
namespace {

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

Standing StandingOf(const Problem& problem, const Workbench& bench, const Candidate& candidate,
                    const std::vector<WorkloadResult>& seed) {
  Standing out;
  out.verdict = ToString(candidate.verdict.kind());
  out.score = candidate.score;
  out.confirmed = candidate.confirmed;
  out.workloads = candidate.workloads;
  if (candidate.verdict.ok() && !seed.empty())
    out.gap_closed = GapClosed(problem.objective, candidate.workloads, seed, bench.references());
  return out;
}

// The best confirmed of the file, by their score on validation, each confirmed there too.
Result<std::vector<std::pair<int64_t, double>>> MeetValidation(const Problem& problem,
                                                               const CampaignFile& file,
                                                               const FinalOptions& options) {
  GAUNTLET_TRY(const std::vector<int64_t> best, file.Best(options.finalists));
  if (best.empty()) return Fail(ErrorKind::kInput, "the campaign has no confirmed candidate yet");
  if (!HasSplit(problem, Split::kValidation)) {
    GAUNTLET_TRY(const Candidate first, file.Get(best.front()));
    return std::vector<std::pair<int64_t, double>>{{best.front(), *first.score}};
  }
  GAUNTLET_TRY(const auto bench, OpenOn(problem, Split::kValidation, 0, options));
  std::vector<std::pair<int64_t, double>> out;
  for (const int64_t number : best) {
    GAUNTLET_TRY(const Candidate stored, file.Get(number));
    GAUNTLET_TRY(const Candidate measured, bench->Run(stored.source, true));
    if (measured.confirmed) out.emplace_back(number, *measured.score);
  }
  if (out.empty()) return Fail(ErrorKind::kInput, "no finalist was confirmed on the validation split");
  std::ranges::sort(out, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return out;
}

Result<> MeasureSplit(const Problem& problem, Split split, const std::vector<Contender>& contenders,
                      const FinalOptions& options, std::vector<ReportRow>& rows) {
  std::map<uint64_t, std::unique_ptr<Workbench>>
      benches;  // by memory limit: a baseline may declare a larger one
  std::vector<WorkloadResult> seed;
  for (size_t i = 0; i < contenders.size(); ++i) {
    const Contender& contender = contenders[i];
    std::unique_ptr<Workbench>& bench = benches[contender.memory_mb];
    if (!bench) {
      GAUNTLET_TRY(bench, OpenOn(problem, split, contender.memory_mb, options));
    }
    if (options.say) options.say(std::string(ToString(split)) + ": " + contender.name);
    GAUNTLET_TRY(const Candidate measured, bench->Run(contender.source, true));
    if (i == 0) seed = measured.workloads;
    rows[i].standings.emplace_back(split, StandingOf(problem, *bench, measured, seed));
  }
  return {};
}

}  // namespace

Result<FinalReport> MakeFinalReport(const Problem& problem, CampaignFile& file, const FinalOptions& options) {
  FinalReport report;
  if (options.say) options.say("finalists on validation");
  GAUNTLET_TRY(report.finalists, MeetValidation(problem, file, options));
  report.champion = report.finalists.front().first;
  GAUNTLET_TRY(const Candidate champion, file.Get(report.champion));

  // The seed comes first: gaps are measured from it.
  std::vector<Contender> contenders;
  GAUNTLET_TRY(std::string seed, ReadTextFile(problem.seed));
  contenders.push_back({"seed", std::move(seed)});
  contenders.push_back({"champion", champion.source});
  for (const Baseline& baseline : problem.baselines) {
    GAUNTLET_TRY(std::string source, ReadTextFile(baseline.source));
    contenders.push_back({baseline.name, std::move(source), baseline.memory_mb});
  }
  for (const Contender& contender : contenders) report.rows.push_back({contender.name, {}});

  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    if (!HasSplit(problem, split) || (split == Split::kTest && !options.open_test)) continue;
    if (split == Split::kTest) {  // counted before it is looked at, so that no crash hides an opening
      GAUNTLET_TRY(report.test_openings, file.RecordTestOpening("final report"));
    }
    report.splits.push_back(split);
    GAUNTLET_CHECK_OK(MeasureSplit(problem, split, contenders, options, report.rows));
  }
  GAUNTLET_TRY(report.test_openings, file.TestOpenings());
  GAUNTLET_CHECK_OK(file.PutFact("final_report", report.ToJson()));
  return report;
}

Json FinalReport::ToJson() const {
  Json json = {{"champion", champion}, {"test_openings", test_openings}};
  json["finalists"] = Json::array();
  for (const auto& [number, score] : finalists)
    json["finalists"].push_back({{"number", number}, {"validation_score", score}});
  json["policies"] = Json::array();
  for (const ReportRow& row : rows) {
    Json one = {{"name", row.name}};
    for (const auto& [split, standing] : row.standings) {
      Json workloads = Json::array();
      for (const WorkloadResult& w : standing.workloads) workloads.push_back(WorkloadResultToJson(w));
      one[std::string(ToString(split))] = {
          {"verdict", standing.verdict},
          {"score", standing.score ? Json(*standing.score) : Json(nullptr)},
          {"gap_closed", standing.gap_closed ? Json(*standing.gap_closed) : Json(nullptr)},
          {"confirmed", standing.confirmed},
          {"workloads", workloads}};
    }
    json["policies"].push_back(std::move(one));
  }
  return json;
}

}  // namespace gauntlet
