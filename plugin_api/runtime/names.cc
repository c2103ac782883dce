// The names of <math.h>, so that <cmath> in a candidate reaches the runtime and never the machine's libm.
// Functions of float compute in double and round once; functions of long double do so too, but for logl,
// whose sum of two doubles fills an 80-bit number. Not offered, so that a use is a link error with a name:
// erf, erfc, lgamma, tgamma, remquo, Bessel.
#include "runtime/functions.h"
#include "runtime/math_internal.h"

extern "C" {

#define UNARY(name)                                                \
  double name(double x) noexcept { return gauntlet_rt_##name(x); } \
  float name##f(float x) noexcept { return static_cast<float>(gauntlet_rt_##name(x)); }
GAUNTLET_RT_UNARY(UNARY)
#define BINARY(name) \
  double name(double x, double y) noexcept { return gauntlet_rt_##name(x, y); }
GAUNTLET_RT_BINARY(BINARY)
#define BINARY_FLOAT(name) \
  float name##f(float x, float y) noexcept { return static_cast<float>(gauntlet_rt_##name(x, y)); }
BINARY_FLOAT(pow)
BINARY_FLOAT(atan2)
BINARY_FLOAT(hypot)
BINARY_FLOAT(fmod)
BINARY_FLOAT(remainder)
BINARY_FLOAT(fmin)
BINARY_FLOAT(fmax)
BINARY_FLOAT(fdim)
BINARY_FLOAT(copysign)
#define UNARY_LONG(name) \
  long double name##l(long double x) noexcept { return gauntlet_rt_##name(static_cast<double>(x)); }
UNARY_LONG(exp)
UNARY_LONG(sqrt)
UNARY_LONG(floor)
UNARY_LONG(ceil)
UNARY_LONG(fabs)

long double logl(long double wide) noexcept {
  const double x = static_cast<double>(wide);
  if (!(x > 0 && x < gauntlet::rt::kInf)) return gauntlet_rt_log(x);
  const gauntlet::rt::Dd log = gauntlet::rt::LogCore(x);
  return static_cast<long double>(log.hi) + log.lo;
}
long double powl(long double x, long double y) noexcept {
  return gauntlet_rt_pow(static_cast<double>(x), static_cast<double>(y));
}

double fma(double x, double y, double z) noexcept { return gauntlet_rt_fma(x, y, z); }
float fmaf(float x, float y, float z) noexcept {
  // The product is exact in double. The sum is rounded to odd, so that rounding to float is as if done once.
  const gauntlet::rt::Dd sum = gauntlet::rt::TwoSum(static_cast<double>(x) * y, z);
  if (sum.lo != 0 && sum.lo == sum.lo && (gauntlet::rt::Bits(sum.hi) & 1) == 0) {
    const bool outwards = (sum.lo > 0) == (sum.hi > 0);
    return static_cast<float>(gauntlet::rt::FromBits(gauntlet::rt::Bits(sum.hi) + (outwards ? 1 : -1ull)));
  }
  return static_cast<float>(sum.hi);
}
double nearbyint(double x) noexcept { return gauntlet_rt_rint(x); }
float nearbyintf(float x) noexcept { return static_cast<float>(gauntlet_rt_rint(x)); }
float nextafterf(float x, float y) noexcept {
  if (x != x || y != y) return x + y;
  if (x == y) return y;
  const unsigned bits = __builtin_bit_cast(unsigned, x);
  if (x == 0) return __builtin_bit_cast(float, (__builtin_bit_cast(unsigned, y) & 0x80000000u) | 1u);
  return __builtin_bit_cast(float, (x < y) == (x > 0) ? bits + 1 : bits - 1);
}
double ldexp(double x, int n) noexcept { return gauntlet_rt_ldexp(x, n); }
float ldexpf(float x, int n) noexcept { return static_cast<float>(gauntlet_rt_ldexp(x, n)); }
double scalbn(double x, int n) noexcept { return gauntlet_rt_ldexp(x, n); }
float scalbnf(float x, int n) noexcept { return static_cast<float>(gauntlet_rt_ldexp(x, n)); }
double scalbln(double x, long n) noexcept {
  return gauntlet_rt_ldexp(x, n > 5000 ? 5000 : n < -5000 ? -5000 : static_cast<int>(n));
}
double frexp(double x, int* exponent) noexcept { return gauntlet_rt_frexp(x, exponent); }
float frexpf(float x, int* exponent) noexcept { return static_cast<float>(gauntlet_rt_frexp(x, exponent)); }
double modf(double x, double* whole) noexcept { return gauntlet_rt_modf(x, whole); }
float modff(float x, float* whole) noexcept {
  double integer = 0;
  const double rest = gauntlet_rt_modf(x, &integer);
  *whole = static_cast<float>(integer);
  return static_cast<float>(rest);
}
double logb(double x) noexcept { return gauntlet_rt_logb(x); }
float logbf(float x) noexcept { return static_cast<float>(gauntlet_rt_logb(x)); }
int ilogb(double x) noexcept {
  if (x == 0) return -2147483647 - 1;
  return gauntlet::rt::IsFinite(x) ? static_cast<int>(gauntlet_rt_logb(x))
         : x != x                  ? -2147483647 - 1
                                   : 2147483647;
}
// The instruction's answer for what does not fit: the smallest integer.
long lrint(double x) noexcept {
  return gauntlet::rt::Abs(x) < 0x1p63 ? static_cast<long>(gauntlet_rt_rint(x)) : -9223372036854775807l - 1;
}
long lround(double x) noexcept {
  return gauntlet::rt::Abs(x) < 0x1p63 ? static_cast<long>(gauntlet_rt_round(x)) : -9223372036854775807l - 1;
}
long long llrint(double x) noexcept { return lrint(x); }
long long llround(double x) noexcept { return lround(x); }
long lrintf(float x) noexcept { return lrint(x); }
long lroundf(float x) noexcept { return lround(x); }
long long llrintf(float x) noexcept { return lrint(x); }
long long llroundf(float x) noexcept { return lround(x); }

}  // extern "C"
