// The mean reward and a bonus that grows with what is not known. Source: Auer, Cesa-Bianchi and Fischer, "Finite-time
// Analysis of the Multiarmed Bandit Problem", Machine Learning 47, 2002, figure 1; with faded counts as in Garivier and
// Moulines 2011. Where rewards are small, as gains late in a search are, the bonus outweighs them: lower `exploration`.
//
// Questions that are open do not count, so that arms are chosen in runs as long as the window; Thompson sampling
// spreads them by itself.
#include <cmath>
#include <limits>

#include "host/ensemble/strategy.h"

namespace gauntlet {

double Ucb1Index(const ArmState& arm, double answers, double exploration, Rng& /*rng*/) {
  if (arm.answers <= 0) return std::numeric_limits<double>::infinity();
  return arm.MeanReward() + exploration * std::sqrt(2 * std::log1p(answers) / arm.answers);
}

}  // namespace gauntlet
