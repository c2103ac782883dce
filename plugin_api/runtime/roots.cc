// Roots, lengths and the inverse hyperbolic functions.
#include "runtime/functions.h"
#include "runtime/math_internal.h"
#include "runtime/tables.h"

using namespace gauntlet::rt;

double gauntlet_rt_sqrt(double x) { return __builtin_sqrt(x); }  // one instruction, correctly rounded

// x = m 8^q with m in [1/8, 1): a parabola, two steps of Halley, and a last step with the cube in
// double-double.
double gauntlet_rt_cbrt(double x) {
  if (!IsFinite(x) || x == 0) return x;
  int exponent = 0;
  double m = gauntlet_rt_frexp(Abs(x), &exponent);
  int third = exponent / 3;
  int rest = exponent - third * 3;
  if (rest > 0) {
    ++third;
    rest -= 3;
  }
  m *= PowerOfTwo(rest);
  double y = 0.35 + m * (1.05 - 0.4 * m);
  for (int step = 0; step < 3; ++step) {
    const double cube = y * y * y;
    y = y * (cube + 2 * m) / (2 * cube + m);
  }
  const Dd square = TwoProduct(y, y);
  const Dd cube = Multiply(square, {y, 0});
  y += ((m - cube.hi) - cube.lo) / (3 * square.hi);
  return CopySign(Scale(y, third), x);
}

double gauntlet_rt_hypot(double x, double y) {
  x = Abs(x);
  y = Abs(y);
  if (x == kInf || y == kInf) return kInf;
  if (IsNan(x) || IsNan(y)) return kNan;
  if (x < y) {
    const double swap = x;
    x = y;
    y = swap;
  }
  if (y == 0 || x > y * 0x1p54) return x;
  int exponent = 0;
  x = gauntlet_rt_frexp(x, &exponent);
  y = Scale(y, -exponent);
  const Dd x2 = TwoProduct(x, x), y2 = TwoProduct(y, y);
  const Dd sum = TwoSum(x2.hi, y2.hi);
  return Scale(__builtin_sqrt(sum.hi + (sum.lo + x2.lo + y2.lo)), exponent);
}

double gauntlet_rt_asinh(double x) {
  const double size = Abs(x);
  if (!IsFinite(x) || size < 0x1p-27) return x;
  if (size > 0x1p28) return CopySign(gauntlet_rt_log(size) + kLn2[0], x);
  const double square = size * size;
  return CopySign(gauntlet_rt_log1p(size + square / (1 + __builtin_sqrt(square + 1))), x);
}

double gauntlet_rt_acosh(double x) {
  if (!(x >= 1)) return kNan;
  if (x > 0x1p28) return gauntlet_rt_log(x) + kLn2[0];
  const double over = x - 1;
  return gauntlet_rt_log1p(over + __builtin_sqrt(2 * over + over * over));
}

double gauntlet_rt_atanh(double x) {
  const double size = Abs(x);
  if (!(size <= 1)) return kNan;
  if (size < 0x1p-27) return x;
  return CopySign(0.5 * gauntlet_rt_log1p(2 * size / (1 - size)), x);
}
