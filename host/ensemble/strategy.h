// How an arm's worth is judged. A strategy gives each arm an index; the arm with the largest is asked, and among equals
// chance decides by their weights.
#pragma once

#include <span>
#include <string_view>

#include "host/base/rng.h"
#include "host/ensemble/ensemble.h"

namespace gauntlet {

// `answers`: of all arms together, faded. Indices that are to be divided by costs are not negative; infinite: must be
// asked first.
using ArmIndex = double (*)(const ArmState& arm, double answers, double exploration, Rng& rng);

double WeightsIndex(const ArmState& arm, double answers, double exploration, Rng& rng);
double Ucb1Index(const ArmState& arm, double answers, double exploration, Rng& rng);
double ThompsonIndex(const ArmState& arm, double answers, double exploration, Rng& rng);

struct BanditStrategy {
  std::string_view name;
  ArmIndex index;
};
std::span<const BanditStrategy> BanditStrategies();

}  // namespace gauntlet
