// Each coordinate's range is cut into as many parts as there are points, and each part is hit once.
// Source: McKay, Beckman, Conover, "A Comparison of Three Methods for Selecting Values of Input Variables in the
// Analysis of Output from a Computer Code", Technometrics 21(2), 1979.
#include <utility>

#include "host/base/rng.h"
#include "host/tune/strategy.h"

namespace gauntlet::tune {

std::vector<UnitPoint> DrawLatinHypercube(size_t dimensions, size_t count, uint64_t seed) {
  Rng rng(seed);
  std::vector<UnitPoint> points(count, UnitPoint(dimensions));
  std::vector<size_t> part(count);
  for (size_t d = 0; d < dimensions; ++d) {
    for (size_t i = 0; i < count; ++i) part[i] = i;
    for (size_t i = count; i > 1; --i) std::swap(part[i - 1], part[rng.Below(i)]);
    for (size_t i = 0; i < count; ++i)
      points[i][d] = (static_cast<double>(part[i]) + rng.Unit()) / static_cast<double>(count);
  }
  return points;
}

}  // namespace gauntlet::tune
