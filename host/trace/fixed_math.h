// exp2, log2 and pow of additions and multiplications alone, so that generated traces are the same on every
// machine; those of libm differ in the last bit. Relative error below 1e-14 where generators use them.
#pragma once

#include <cmath>

namespace gauntlet {

// REQUIRES: x > 0 and finite.
inline double FixedLog2(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // exact: x = m 2^exponent, m in [0.5, 1)
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  const double z = (m - 1) / (m + 1);  // ln m = 2 (z + z^3/3 + z^5/5 + ...), |z| < 0.172
  const double square = z * z;
  double sum = 0;
  for (int k = 23; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
  return exponent + 2 * z * sum * 1.4426950408889634;
}

// REQUIRES: |x| < 1000.
inline double FixedExp2(double x) {
  const double whole = std::floor(x + 0.5);
  const double t = (x - whole) * 0.69314718055994531;  // |t| < 0.347
  double sum = 1;
  for (int k = 16; k >= 1; --k) sum = 1 + t * sum / k;
  return std::ldexp(sum, static_cast<int>(whole));
}

inline double FixedPow(double base, double exponent) { return FixedExp2(exponent * FixedLog2(base)); }

}  // namespace gauntlet
