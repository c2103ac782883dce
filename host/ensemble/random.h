// Random numbers of other distributions, from the generator that is the same everywhere; logarithms may differ in the
// last bit between machines.
#pragma once

#include "host/base/rng.h"

namespace gauntlet {

// Mean 0, variance 1. Source: Marsaglia and Bray, "A Convenient Method for Generating Normal Variables", SIAM Review 6,
// 1964.
double DrawNormal(Rng& rng);

// Mean and variance `shape`. REQUIRES: shape > 0. Source: Marsaglia and Tsang, "A Simple Method for Generating Gamma
// Variables", ACM TOMS 26, 2000.
double DrawGamma(Rng& rng, double shape);

// In [0, 1], mean a / (a + b). REQUIRES: a > 0, b > 0.
double DrawBeta(Rng& rng, double a, double b);

}  // namespace gauntlet
