#include "host/campaign/race.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/evaluate/evaluator.h"

namespace gauntlet {
namespace {

// The order of play and that of the score add up differently in the last bits.
constexpr double kRounding = 1e-9;

// Of a workload, what no policy passes; empty: nobody knows.
std::optional<double> BoundOf(const Objective& objective, const std::string& workload,
                              const References& references) {
  if (const auto bound = ScoreOfBound(objective, workload, references)) return bound;
  const auto found = references.find(workload);
  const Metric* reference =
      found == references.end() ? nullptr : FindMetric(found->second, objective.reference);
  // (r - m) / r, or -(m - r) / m, of numbers that are not negative.
  const bool counts = reference != nullptr && reference->is_count;
  return objective.form == Objective::Form::kBoundedReduction && counts ? std::optional(1.0) : std::nullopt;
}

// About as many requests between each two.
std::vector<size_t> CheckpointsOf(std::span<const uint64_t> requests, size_t most) {
  const auto total = static_cast<double>(std::accumulate(requests.begin(), requests.end(), uint64_t{0}));
  std::vector<size_t> checkpoints;
  double played = 0, next = 0;
  for (size_t i = 0; i + 1 < requests.size(); ++i) {
    played += static_cast<double>(requests[i]);
    if (requests.size() > most + 1 && played < next) continue;
    checkpoints.push_back(i + 1);
    next = played + total / static_cast<double>(most + 1);
  }
  return checkpoints;
}

}  // namespace

StopRule RacePlan::RuleFor(double floor) const {
  constexpr double kNever = std::numeric_limits<double>::lowest();
  const double needed = floor * static_cast<double>(order.size());
  StopRule rule{objective, references, std::vector<double>(order.size(), kNever)};
  if (!std::isfinite(needed)) return rule;
  double rest = 0;
  std::vector<double> rests(order.size(), 0);
  for (size_t i = order.size(); i-- > 1;) rests[i - 1] = rest += most[i];
  for (const size_t played : checkpoints) {
    const double still = rests[played - 1];
    rule.least_sums[played - 1] = needed - still - kRounding * (1 + std::abs(needed) + std::abs(still));
  }
  return rule;
}

std::vector<double> RacePlan::MeansAt(std::span<const Simulation> played) const {
  std::vector<double> means;
  double sum = 0;
  for (size_t i = 0; i < played.size(); ++i) {
    const Metric* metric = FindMetric(played[i].metrics, objective.metric);
    if (metric == nullptr) return means;
    sum += ScoreOfValue(objective, metric->Value(), references[i]);
    if (std::ranges::binary_search(checkpoints, i + 1)) means.push_back(sum / static_cast<double>(i + 1));
  }
  return means;
}

Result<Race> Race::Make(const CampaignConfig& config, const Objective& objective,
                        const std::vector<Workload>& workloads, const References& references) {
  const SelectorConfig& selector = config.selector;
  Race race;
  race.mode_ = config.race;
  race.stages_ = config.cascade.size();
  race.objective_ = objective;
  if (race.mode_ == RaceMode::kOff) return race;
  GAUNTLET_TRY(const auto archive, MakeSelector(selector));
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  if (!archive->Floor({.features = std::vector<double>(selector.dimensions.size(), unknown)}))
    race.off_ = fmt::format("selector {} cannot tell by a score alone whom it would keep", selector.kind);
  if (workloads.size() < 2) race.off_ = "there is one workload only";
  for (const Workload& workload : workloads) {
    const auto bound = BoundOf(objective, workload.name, references);
    if (!bound) race.off_ = fmt::format("nobody knows a bound of the score on workload {}", workload.name);
    const auto found = references.find(workload.name);
    const Metric* reference =
        found == references.end() ? nullptr : FindMetric(found->second, objective.reference);
    race.laps_.push_back({.name = workload.name,
                          .requests = workload.request_count,
                          .reference = reference ? reference->Value() : 0,
                          .bound = bound.value_or(0)});
  }
  return race;
}

std::optional<std::vector<double>> Race::ScoresOf(const Candidate& row) const {
  std::vector<double> scores;
  for (const Lap& lap : laps_) {
    const auto found = std::ranges::find(row.workloads, lap.name, &WorkloadResult::name);
    const Metric* metric =
        found == row.workloads.end() ? nullptr : FindMetric(found->metrics, objective_.metric);
    if (metric == nullptr) return std::nullopt;
    scores.push_back(ScoreOfValue(objective_, metric->Value(), lap.reference));
  }
  return scores;
}

Result<> Race::Learn(const Candidate& row) {
  const bool is_seed = row.number == 0;  // its row tells the order, even if it was revoked
  if (mode_ == RaceMode::kOff || !off_.empty() || !(is_seed || row.admitted())) return {};
  const auto scores = ScoresOf(row);
  if (!scores && !row.verdict.ok()) return {};
  if (!scores)
    return Fail(ErrorKind::kInput,
                fmt::format("candidate {} was measured on other workloads than there are now: "
                            "its campaign cannot race on them",
                            row.number));
  if (is_seed) Order(*scores);
  bool changed = is_seed;
  for (size_t i = 0; i < laps_.size(); ++i) {
    const double score = (*scores)[i];
    if (!is_seed && !(score > laps_[i].best)) continue;
    laps_[i].best = score;
    changed = changed || mode_ == RaceMode::kLikely;
  }
  if (changed) Plan();
  return {};
}

// What the seed leaves to the bound goes when a workload is played; the most of it a request first.
void Race::Order(const std::vector<double>& seed_scores) {
  order_.resize(laps_.size());
  std::iota(order_.begin(), order_.end(), 0u);
  const auto worth = [&](uint32_t i) {
    return (laps_[i].bound - seed_scores[i]) / static_cast<double>(laps_[i].requests + 1);
  };
  std::ranges::sort(
      order_, [&](uint32_t a, uint32_t b) { return worth(a) != worth(b) ? worth(a) > worth(b) : a < b; });
}

void Race::Plan() {
  auto plan = std::make_shared<RacePlan>();
  plan->objective = objective_;
  plan->order = order_;
  std::vector<uint64_t> requests;
  for (const uint32_t i : order_) {
    const Lap& lap = laps_[i];
    const double likely = lap.best + kHeadroom * std::max(0.0, lap.bound - lap.best);
    plan->references.push_back(lap.reference);
    plan->most.push_back(mode_ == RaceMode::kLikely ? likely : lap.bound);
    requests.push_back(lap.requests);
  }
  plan->checkpoints = CheckpointsOf(requests, kMostCheckpoints);
  plan_ = std::move(plan);
}

std::optional<Json> Race::Fact() const {
  if (mode_ == RaceMode::kOff) return std::nullopt;
  if (!off_.empty()) return Json{{"mode", ToString(mode_)}, {"off", off_}};
  if (!plan_) return std::nullopt;
  Json order = Json::array(), checkpoints = Json::array();
  uint64_t requests = 0;
  for (size_t i = 0; i < order_.size(); ++i) {
    const Lap& lap = laps_[order_[i]];
    order.push_back(lap.name);
    requests += lap.requests;
    if (std::ranges::binary_search(plan_->checkpoints, i + 1))
      checkpoints.push_back({{"workloads", i + 1}, {"requests", requests}});
  }
  return Json{{"mode", ToString(mode_)},
              {"stages", stages_},
              {"order", std::move(order)},
              {"checkpoints", std::move(checkpoints)},
              {"requests", requests}};
}

}  // namespace gauntlet
