#include "host/report/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/report/standings.h"
#include "host/store/campaign_file.h"

namespace gauntlet {
namespace {

constexpr int64_t kCurvePoints = 80;

Result<> ReadStandingsOf(const CampaignFile& file, ComparedRun& run) {
  GAUNTLET_TRY(const auto fact, file.GetFact("final_report"));
  if (!fact) return {};
  GAUNTLET_TRY(const Standings standings, ReadStandings(*fact));
  if (standings.policies.empty()) return {};
  const auto& splits = standings.policies.front().splits;
  if (const auto at = splits.find("validation"); at != splits.end()) run.validation = at->second.score;
  if (const auto at = splits.find("test"); at != splits.end()) {
    run.test = at->second.score;
    run.gap_test = at->second.gap_closed;
  }
  return {};
}

Result<ComparedRun> ReadRun(const std::string& path) {
  ComparedRun run{.path = path};
  GAUNTLET_TRY(const auto file, CampaignFile::Open(path, CampaignFile::Mode::kRead));
  for (const auto& [key, fact] :
       {std::pair("problem", &run.problem), std::pair("config", &run.config),
        std::pair("environment", &run.environment), std::pair("toolchain", &run.toolchain)}) {
    GAUNTLET_TRY(auto value, file->GetFact(key));
    if (value) *fact = std::move(*value);
  }
  GAUNTLET_CHECK_OK(ReadStandingsOf(*file, run));
  ProgressReader progress;
  bool asked = false;
  GAUNTLET_CHECK_OK(file->ForEachExchange([&](const Exchange& e) {
    asked = true;
    progress.Add(e);
  }));
  GAUNTLET_CHECK_OK(file->ForEach(false, [&](const Candidate& c) {
    ++run.candidates;
    run.ok += c.verdict.ok();
    progress.Add(c);
  }));
  const Progress read = progress.Read(1);
  run.best = read.best;
  if (asked) run.usd = read.usd;
  if (!run.best.empty()) run.train = run.best.back().score;
  return run;
}

// What runs of one group have in common.
Json SettingsOf(const ComparedRun& run) {
  Json settings = run.config.is_object() ? run.config : Json::object();
  for (const char* key : {"seed", "candidates", "time_s"}) settings.erase(key);
  if (run.environment.is_object() && run.environment.contains("isolation"))
    settings["isolation"] = run.environment["isolation"];
  return settings;
}

// The settings in which groups differ: "selector: {"kind":"greedy"}".
std::string NameOf(const Json& settings, const std::vector<Json>& all) {
  std::string name;
  std::set<std::string> keys;
  for (const Json& one : all)
    for (const auto& [key, value] : one.items()) keys.insert(key);
  for (const std::string& key : keys) {
    const auto of = [&](const Json& one) { return one.value(key, Json()); };
    if (std::ranges::all_of(all, [&](const Json& one) { return of(one) == of(all.front()); })) continue;
    const Json mine = of(settings);
    name += fmt::format("{}{}: {}", name.empty() ? "" : ", ", key,
                        mine.is_string() ? mine.get<std::string>()
                                         : mine.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  return name.empty() ? "all" : name;
}

void MakeGroups(Comparison& comparison) {
  std::vector<Json> settings;
  for (size_t i = 0; i < comparison.runs.size(); ++i) {
    const Json mine = SettingsOf(comparison.runs[i]);
    const auto at = std::ranges::find(settings, mine);
    comparison.runs[i].group = static_cast<size_t>(at - settings.begin());
    if (at == settings.end()) {
      settings.push_back(mine);
      comparison.groups.push_back({});
    }
    comparison.groups[comparison.runs[i].group].runs.push_back(i);
  }
  for (size_t g = 0; g < settings.size(); ++g) comparison.groups[g].name = NameOf(settings[g], settings);
}

// The best after `candidates`; none if nothing was confirmed until then.
std::optional<double> BestAfter(const ComparedRun& run, int64_t candidates) {
  std::optional<double> best;
  for (const BestStep& step : run.best)
    if (step.number < candidates) best = step.score;
  return best;
}

Spread SpreadOfValues(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const size_t n = values.size();
  const double median = n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  return {median, values.front(), values.back()};
}

void DrawCurve(const std::vector<ComparedRun>& runs, ComparedGroup& group) {
  int64_t last = runs[group.runs.front()].candidates;
  for (const size_t i : group.runs) last = std::min(last, runs[i].candidates);
  const int64_t points = std::min(kCurvePoints, last);
  for (int64_t k = 1; k <= points; ++k) {
    const int64_t candidates = last * k / points;
    std::vector<double> values;
    for (const size_t i : group.runs)
      if (const auto best = BestAfter(runs[i], candidates)) values.push_back(*best);
    if (values.size() < group.runs.size()) continue;
    const Spread spread = SpreadOfValues(values);
    group.curve.push_back({candidates, *spread.median, *spread.low, *spread.high});
  }
}

void SetTarget(std::optional<double> target, Comparison& comparison) {
  comparison.target_given = target.has_value();
  comparison.target = target;
  if (!target &&
      std::ranges::all_of(comparison.runs, [](const ComparedRun& r) { return r.train.has_value(); }))
    comparison.target =
        *std::ranges::min_element(comparison.runs, {}, [](const ComparedRun& r) { return *r.train; })->train;
  if (!comparison.target) return;
  for (ComparedRun& run : comparison.runs) {
    const auto at =
        std::ranges::find_if(run.best, [&](const BestStep& s) { return s.score >= *comparison.target; });
    if (at == run.best.end()) continue;
    run.to_target = static_cast<double>(at->number + 1);
    run.to_target_s = at->lanes_s;
    if (run.usd) run.to_target_usd = at->usd;
  }
}

void Warn(Comparison& comparison) {
  const ComparedRun& first = comparison.runs.front();
  for (const ComparedRun& run : comparison.runs) {
    if (run.toolchain != first.toolchain)
      comparison.warnings.push_back(
          fmt::format("{} and {} were made with different toolchains.", first.path, run.path));
    if (run.environment.value("version", "") != first.environment.value("version", ""))
      comparison.warnings.push_back(
          fmt::format("{} and {} were run by different versions.", first.path, run.path));
  }
}

}  // namespace

Result<Comparison> ReadComparison(const std::vector<std::string>& paths, std::optional<double> target) {
  Comparison comparison;
  for (const std::string& path : paths) {
    GAUNTLET_TRY(ComparedRun run, ReadRun(path));
    if (run.environment.is_null()) run.environment = Json::object();
    comparison.runs.push_back(std::move(run));
  }
  const ComparedRun& first = comparison.runs.front();
  for (const ComparedRun& run : comparison.runs)
    if (run.problem != first.problem)
      return Fail(ErrorKind::kInput,
                  fmt::format("{} and {} did not run the same problem: {} and {}", first.path, run.path,
                              first.problem.dump(), run.problem.dump()));
  MakeGroups(comparison);
  SetTarget(target, comparison);
  for (ComparedGroup& group : comparison.groups) DrawCurve(comparison.runs, group);
  Warn(comparison);
  return comparison;
}

Spread SpreadOf(const Comparison& comparison, const std::vector<size_t>& runs,
                std::optional<double> ComparedRun::* field) {
  std::vector<double> values;
  for (const size_t i : runs)
    if (const auto& value = comparison.runs[i].*field) values.push_back(*value);
  return SpreadOfValues(std::move(values));
}

std::vector<size_t> AllRuns(const Comparison& comparison) {
  std::vector<size_t> all;
  for (size_t i = 0; i < comparison.runs.size(); ++i) all.push_back(i);
  return all;
}

}  // namespace gauntlet
