#include "host/report/standings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gauntlet {
namespace {

constexpr const char* kSplits[] = {"train", "validation", "test"};

std::optional<double> Number(const Json& json, const char* key) {
  const auto at = json.find(key);
  return at != json.end() && at->is_number() ? std::optional(at->get<double>()) : std::nullopt;
}

// A list, or nothing in it.
const Json& ListOf(const Json& json, const char* key) {
  static const Json kEmpty = Json::array();
  const auto at = json.find(key);
  return at != json.end() && at->is_array() ? *at : kEmpty;
}

SplitStanding SplitOf(const Json& json) {
  SplitStanding out{.verdict = json.value("verdict", ""),
                    .score = Number(json, "score"),
                    .gap_closed = Number(json, "gap_closed")};
  if (json.contains("gain") && json["gain"].is_object()) {
    out.gain = Number(json["gain"], "mean");
    if (const Json& interval = ListOf(json["gain"], "interval"); interval.size() == 2) {
      out.gain_low = interval[0].get<double>();
      out.gain_high = interval[1].get<double>();
    }
  }
  return out;
}

std::string FinalistName(const Standings& s) { return s.promoted ? "champion" : "finalist"; }

// Fills one workload's columns from what policy `name` scored on it.
void AddScore(const Json& workload, const std::string& name, const Standings& standings,
              WorkloadStanding& row) {
  const auto score = Number(workload, "score");
  if (name == FinalistName(standings)) {
    row.finalist = score;
    if (workload.contains("metrics")) row.metric = Number(workload["metrics"], standings.metric.c_str());
  } else if (name == "seed") {
    row.seed = score;
  } else if (name != "champion" && name != "champion before" && score &&
             (!row.baseline || *score > *row.baseline)) {
    row.baseline = score;
    row.best_baseline = name;
  }
}

void AddWorkloads(const Json& fact, const std::string& split, Standings& out) {
  std::map<std::string, size_t> rows;  // of this split, by name
  for (const Json& policy : ListOf(fact, "policies")) {
    if (!policy.contains(split)) continue;
    for (const Json& workload : ListOf(policy[split], "workloads")) {
      const std::string name = workload.value("name", "");
      const auto [at, is_new] = rows.try_emplace(name, out.workloads.size());
      if (is_new)
        out.workloads.push_back({.split = split, .name = name, .dataset = workload.value("dataset", "")});
      out.has_workload_scores = out.has_workload_scores || workload.contains("score");
      AddScore(workload, policy.value("name", ""), out, out.workloads[at->second]);
    }
  }
  if (!fact.contains("bounds")) return;
  double sum = 0;
  const Json& bounds = ListOf(fact["bounds"], split.c_str());
  bool on_all = !bounds.empty();
  for (const Json& bound : bounds) {
    const auto score = Number(bound, "score");
    on_all = on_all && score;
    sum += score.value_or(0);
    if (const auto at = rows.find(bound.value("name", "")); at != rows.end())
      out.workloads[at->second].bound = score;
  }
  if (on_all) out.bounds[split] = sum / static_cast<double>(bounds.size());
}

void AddPolicies(const Json& fact, Standings& out) {
  for (const Json& json : ListOf(fact, "policies")) {
    PolicyStanding policy{.name = json.value("name", ""), .splits = {}};
    for (const char* split : kSplits)
      if (json.contains(split)) policy.splits[split] = SplitOf(json[split]);
    out.policies.push_back(std::move(policy));
  }
  for (const char* split : kSplits)
    if (std::ranges::any_of(out.policies, [&](const auto& p) { return p.splits.contains(split); }))
      out.splits.push_back(split);
  const auto key = [&](const PolicyStanding& p) {
    const auto train = p.splits.find("train");
    const bool scored = train != p.splits.end() && train->second.score;
    return std::make_tuple(p.name != FinalistName(out), scored ? -*train->second.score : HUGE_VAL, p.name);
  };
  std::ranges::sort(out.policies, [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

void AddVerification(const Json& fact, Standings& out) {
  for (const Json& one : ListOf(fact, "turned_down"))
    out.says.push_back(fmt::format("Turned down: candidate {} failed {}: {}",
                                   one.value("number", int64_t{-1}), one.value("check", ""),
                                   one.value("says", "")));
  for (const Json& one : ListOf(fact, "promotions")) {
    const SplitStanding gain = SplitOf(one);
    const std::string interval =
        gain.gain_low ? fmt::format(", 95 % interval {:+.4f} to {:+.4f}", *gain.gain_low, *gain.gain_high)
                      : "";
    const std::string why = one.value("why_not", "");
    out.says.push_back(fmt::format("Candidate {}: {:+.4f}{} over the {} on train and validation{}.",
                                   out.finalist, gain.gain.value_or(NAN), interval, one.value("over", ""),
                                   why.empty() ? "" : ": " + why));
  }
  if (!fact.contains("verification") || !fact["verification"].is_object()) return;
  for (const Json& check : ListOf(fact["verification"], "checks"))
    out.checks.push_back({check.value("name", ""), check.value("title", ""), check.value("says", ""),
                          check.value("passed", false), check.value("evaluations", 0.0)});
}

}  // namespace

std::optional<double> PolicyStanding::GapTo(const std::string& split) const {
  const auto train = splits.find("train"), other = splits.find(split);
  if (train == splits.end() || other == splits.end()) return std::nullopt;
  if (!train->second.score || !other->second.score) return std::nullopt;
  return *train->second.score - *other->second.score;
}

Result<Standings> ReadStandings(const Json& fact) {
  Standings out;
  try {
    const auto number = [&](const char* key) { return Number(fact, key) ? fact[key].get<int64_t>() : -1; };
    out.champion = number("champion");
    out.finalist = number("finalist");
    out.promoted = fact.value("promoted", false);
    out.test_openings = fact.value("test_openings", int64_t{0});
    if (fact.contains("objective")) {
      out.metric = fact["objective"].value("metric", "");
      out.bound = fact["objective"].value("bound", "");
    }
    AddPolicies(fact, out);
    for (const std::string& split : out.splits) AddWorkloads(fact, split, out);
    AddVerification(fact, out);
  } catch (const Json::exception& e) {
    return Fail(ErrorKind::kCorruptArtifact, fmt::format("the campaign's final report: {}", e.what()));
  }
  return out;
}

}  // namespace gauntlet
