#include "host/base/rng.h"
#include "host/tune/strategy.h"

namespace gauntlet::tune {

std::vector<UnitPoint> DrawRandom(size_t dimensions, size_t count, uint64_t seed) {
  Rng rng(seed);
  std::vector<UnitPoint> points(count, UnitPoint(dimensions));
  for (UnitPoint& point : points)
    for (double& x : point) x = rng.Unit();
  return points;
}

}  // namespace gauntlet::tune
