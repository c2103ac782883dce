#include <array>

#include "host/ensemble/strategy.h"

namespace gauntlet {

std::span<const Strategy> Strategies() {
  static constexpr std::array<Strategy, 3> kStrategies = {{
      {"weights", WeightsIndex},
      {"ucb1", Ucb1Index},
      {"thompson", ThompsonIndex},
  }};
  return kStrategies;
}

}  // namespace gauntlet
