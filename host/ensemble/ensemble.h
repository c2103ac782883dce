// Whom to ask, and how: which model, which kind of edit and which variant of the prompt the next question gets.
//
// These are three bandits that learn from the same answers and know nothing of each other. One bandit over all
// combinations lost: with four models, four edits and four variants it has 64 arms, and a campaign with a model has
// some hundred answers, most of them worth nothing. What is lost is what only holds for a pair (a model that is bad at
// diffs alone).
//
// What an arm is known for fades: each answer multiplies what all before it count for by `decay`, because what helps at
// the start of a search is not what helps at its end (discounted statistics: Garivier and Moulines, "On
// Upper-Confidence Bound Policies for Switching Bandit Problems", ALT 2011, arXiv:0805.3415). A value: a copy knows
// what its original knew. What is chosen follows from the answers learned, in their order, and from the random numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/base/rng.h"

namespace gauntlet {

struct Arm {
  std::string name;
  double weight = 1;  // 0: never
};

struct EnsembleConfig {
  // weights: by the arms' weights, whatever comes back. ucb1, thompson: what pays; the weights decide only among arms
  // of which nothing is known yet, and between equals.
  std::string choice = "thompson";
  std::vector<Arm> models, edits, variants;
  double decay = 0.99;  // of an answer's worth, with each that follows; 1: nothing fades
  // What an arm promises is divided by what it costs, as a multiple of the mean cost, to this power. 0: money does not
  // matter; 1: reward per USD. An arm that costs less than a hundredth of the mean counts as if it cost that.
  double cost_exponent = 0;
  // Of ucb1: times Auer's bonus. Of thompson: times the width of the belief, roughly. 0: whatever looks best now.
  double exploration = 1;
};

struct Choice {
  size_t model = 0, edit = 0, variant = 0;  // indices into the configuration
  friend bool operator==(const Choice&, const Choice&) = default;
};

// What is known of an arm, faded.
struct ArmState {
  double weight = 1;
  double answers = 0;
  double reward = 0;  // sum
  double usd = 0;     // sum

  double MeanReward() const { return answers > 0 ? reward / answers : 0; }
  friend bool operator==(const ArmState&, const ArmState&) = default;
};

class Ensemble {
 public:
  // kInput for an unknown choice, naming those that exist, for a number out of range, and for a dimension without an
  // arm of weight above 0.
  static Result<Ensemble> Make(const EnsembleConfig& config);

  // `edits_allowed`: one for each edit, for a question that has no second parent, say; empty: all are.
  // REQUIRES: an edit is allowed. If all that are have weight 0, these are chosen from alike.
  Choice Choose(Rng& rng, std::span<const bool> edits_allowed = {}) const;

  // What a question led to. REQUIRES: reward in [0, 1], usd finite and not negative.
  void Learn(const Choice& choice, double reward, double usd);

  // Another variant, of which nothing is known yet; its index. REQUIRES: weight > 0.
  size_t AddVariant(double weight);
  // Is not chosen any more, while there is another variant with a weight.
  void RetireVariant(size_t index) { variants_.at(index).weight = 0; }

  std::span<const ArmState> models() const { return models_; }
  std::span<const ArmState> edits() const { return edits_; }
  std::span<const ArmState> variants() const { return variants_; }

  friend bool operator==(const Ensemble&, const Ensemble&) = default;

 private:
  Ensemble() = default;
  size_t ChooseArm(const std::vector<ArmState>& arms, std::span<const bool> allowed, Rng& rng) const;

  size_t strategy_ = 0;
  double decay_ = 1, cost_exponent_ = 0, exploration_ = 1;
  std::vector<ArmState> models_, edits_, variants_;
};

// How good an answer was: 0 without a score (every failure) and for what is no better than its parent, else the gain as
// gain / (gain + scale), so that a gain of `scale` is worth 1/2 and no stroke of luck more than 1. Without a parent's
// score 1/2. REQUIRES: scale > 0.
double RewardOf(std::optional<double> score, std::optional<double> parent_score, double scale);

std::vector<std::string> EnsembleChoices();

}  // namespace gauntlet
