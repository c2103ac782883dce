#include "host/ensemble/random.h"

#include <cmath>

namespace gauntlet {

double DrawNormal(Rng& rng) {
  while (true) {
    const double x = 2 * rng.Unit() - 1, y = 2 * rng.Unit() - 1;
    const double square = x * x + y * y;
    if (square < 1 && square > 0) return x * std::sqrt(-2 * std::log(square) / square);
  }
}

double DrawGamma(Rng& rng, double shape) {
  if (shape < 1) {
    const double more = DrawGamma(rng, shape + 1);
    return more * std::pow(1 - rng.Unit(), 1 / shape);
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = DrawNormal(rng);
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(1 - rng.Unit()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
  }
}

double DrawBeta(Rng& rng, double a, double b) {
  const double x = DrawGamma(rng, a), y = DrawGamma(rng, b);
  return x + y > 0 ? x / (x + y) : a / (a + b);
}

}  // namespace gauntlet
