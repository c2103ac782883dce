#include "host/ensemble/ensemble.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "host/ensemble/strategy.h"

namespace gauntlet {
namespace {

Result<> CheckNumber(std::string_view name, double value, double low, double high) {
  if (value >= low && value <= high) return {};
  return Fail(ErrorKind::kInput,
              fmt::format("ensemble: {} must be a number from {} to {}, not {}", name, low, high, value));
}

Result<std::vector<ArmState>> MakeArms(std::string_view dimension, const std::vector<Arm>& arms) {
  std::vector<ArmState> states;
  for (const Arm& arm : arms) {
    GAUNTLET_CHECK_OK(
        CheckNumber(fmt::format("the weight of {} {}", dimension, arm.name), arm.weight, 0, 1e9));
    states.push_back({.weight = arm.weight});
  }
  if (std::ranges::none_of(states, [](const ArmState& arm) { return arm.weight > 0; }))
    return Fail(ErrorKind::kInput, fmt::format("ensemble: no {} has a weight above 0", dimension));
  return states;
}

// The mean cost over the arm's, to `exponent`.
double CostFactor(const ArmState& arm, double mean_usd, double exponent) {
  constexpr double kLeast = 0.01;
  if (exponent == 0 || mean_usd <= 0 || arm.answers <= 0) return 1;
  return std::pow(std::max(arm.usd / arm.answers / mean_usd, kLeast), -exponent);
}

}  // namespace

Result<Ensemble> Ensemble::Make(const EnsembleConfig& config) {
  Ensemble ensemble;
  const auto strategies = BanditStrategies();
  const auto strategy = std::ranges::find(strategies, config.choice, &BanditStrategy::name);
  if (strategy == strategies.end())
    return Fail(ErrorKind::kInput, fmt::format("ensemble: unknown choice {}; there are {}", config.choice,
                                               fmt::join(EnsembleChoices(), ", ")));
  GAUNTLET_CHECK_OK(CheckNumber("decay", config.decay, 0.01, 1));
  GAUNTLET_CHECK_OK(CheckNumber("cost_exponent", config.cost_exponent, 0, 10));
  GAUNTLET_CHECK_OK(CheckNumber("exploration", config.exploration, 0, 100));
  GAUNTLET_TRY(ensemble.models_, MakeArms("model", config.models));
  GAUNTLET_TRY(ensemble.edits_, MakeArms("edit", config.edits));
  GAUNTLET_TRY(ensemble.variants_, MakeArms("variant", config.variants));
  ensemble.strategy_ = static_cast<size_t>(strategy - strategies.begin());
  ensemble.decay_ = config.decay;
  ensemble.cost_exponent_ = config.cost_exponent;
  ensemble.exploration_ = config.exploration;
  return ensemble;
}

Choice Ensemble::Choose(Rng& rng, std::span<const bool> edits_allowed) const {
  Choice choice;
  choice.model = ChooseArm(models_, {}, rng);
  choice.edit = ChooseArm(edits_, edits_allowed, rng);
  choice.variant = ChooseArm(variants_, {}, rng);
  return choice;
}

size_t Ensemble::ChooseArm(const std::vector<ArmState>& arms, std::span<const bool> allowed, Rng& rng) const {
  GAUNTLET_ASSERT(allowed.empty() || allowed.size() == arms.size());
  const auto may = [&](size_t i) { return allowed.empty() || allowed[i]; };
  double answers = 0, usd = 0;
  bool any_weight = false;
  for (size_t i = 0; i < arms.size(); ++i) {
    answers += arms[i].answers;
    usd += arms[i].usd;
    any_weight = any_weight || (may(i) && arms[i].weight > 0);
  }
  const double mean_usd = answers > 0 ? usd / answers : 0;
  std::optional<size_t> best;
  std::pair<double, double> most;
  for (size_t i = 0; i < arms.size(); ++i) {
    const ArmState& arm = arms[i];
    const double index = BanditStrategies()[strategy_].index(arm, answers, exploration_, rng) *
                         CostFactor(arm, mean_usd, cost_exponent_);
    // The first of exponential clocks that run as fast as the weights: each wins in proportion (Efraimidis and
    // Spirakis 2006).
    const double race = std::log(1 - rng.Unit()) / (any_weight ? arm.weight : 1);
    if (!may(i) || (any_weight && arm.weight <= 0)) continue;
    if (const std::pair key(index, race); !best || key > most) best = i, most = key;
  }
  GAUNTLET_ASSERT(best);
  return *best;
}

void Ensemble::Learn(const Choice& choice, double reward, double usd) {
  GAUNTLET_ASSERT(reward >= 0 && reward <= 1);
  GAUNTLET_ASSERT(std::isfinite(usd) && usd >= 0);
  for (const auto& [arms, chosen] : {std::pair(&models_, choice.model), std::pair(&edits_, choice.edit),
                                     std::pair(&variants_, choice.variant)}) {
    for (ArmState& arm : *arms) {
      arm.answers *= decay_;
      arm.reward *= decay_;
      arm.usd *= decay_;
    }
    ArmState& arm = arms->at(chosen);
    arm.answers += 1;
    arm.reward += reward;
    arm.usd += usd;
  }
}

size_t Ensemble::AddVariant(double weight) {
  GAUNTLET_ASSERT(weight > 0);
  variants_.push_back({.weight = weight});
  return variants_.size() - 1;
}

double RewardOf(std::optional<double> score, std::optional<double> parent_score, double scale) {
  GAUNTLET_ASSERT(scale > 0);
  if (!score || std::isnan(*score)) return 0;
  if (!parent_score) return 0.5;
  const double gain = *score - *parent_score;
  if (!(gain > 0)) return 0;
  return std::isinf(gain) ? 1 : gain / (gain + scale);
}

std::vector<std::string> EnsembleChoices() {
  std::vector<std::string> names;
  for (const BanditStrategy& strategy : BanditStrategies()) names.emplace_back(strategy.name);
  return names;
}

}  // namespace gauntlet
