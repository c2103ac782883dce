// A draw from what is believed of the arm's mean: each arm is asked as often as it may be the best. Source: Thompson,
// "On the Likelihood that One Unknown Probability Exceeds Another", Biometrika 25, 1933; Chapelle and Li, "An
// Empirical Evaluation of Thompson Sampling", NIPS 2011, whose posterior reshaping `exploration` is (their alpha). A
// reward r between 0 and 1 counts as r of a success and 1 - r of a failure.
#include <algorithm>

#include "host/ensemble/random.h"
#include "host/ensemble/strategy.h"

namespace gauntlet {

double ThompsonIndex(const ArmState& arm, double /*answers*/, double exploration, Rng& rng) {
  const double successes = 1 + arm.reward, failures = 1 + std::max(0.0, arm.answers - arm.reward);
  if (exploration <= 0) return successes / (successes + failures);
  return DrawBeta(rng, successes / exploration, failures / exploration);
}

}  // namespace gauntlet
