#include <array>

#include "host/ensemble/strategy.h"

namespace gauntlet {

std::span<const BanditStrategy> BanditStrategies() {
  static constexpr std::array<BanditStrategy, 3> kStrategies = {{
      {"weights", WeightsIndex},
      {"ucb1", Ucb1Index},
      {"thompson", ThompsonIndex},
  }};
  return kStrategies;
}

}  // namespace gauntlet
