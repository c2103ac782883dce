// The runtime's mathematics under names that no compiler knows: nothing folds or replaces a call of these.
// names.cc gives them the names of <math.h>.
#pragma once

extern "C" {
#define GAUNTLET_RT_1(name) __attribute__((visibility("hidden"))) double gauntlet_rt_##name(double);
#define GAUNTLET_RT_2(name) __attribute__((visibility("hidden"))) double gauntlet_rt_##name(double, double);
#define GAUNTLET_RT_UNARY(X) \
  X(exp)                     \
  X(exp2)                    \
  X(expm1)                   \
  X(log)                     \
  X(log2)                    \
  X(log10)                   \
  X(log1p)                   \
  X(sinh)                    \
  X(cosh)                    \
  X(tanh)                    \
  X(asinh)                   \
  X(acosh)                   \
  X(atanh)                   \
  X(sin)                     \
  X(cos)                     \
  X(tan)                     \
  X(asin)                    \
  X(acos)                    \
  X(atan)                    \
  X(sqrt)                    \
  X(cbrt)                    \
  X(floor)                   \
  X(ceil)                    \
  X(trunc)                   \
  X(round)                   \
  X(rint)                    \
  X(fabs)
#define GAUNTLET_RT_BINARY(X) \
  X(pow)                      \
  X(atan2)                    \
  X(hypot)                    \
  X(fmod)                     \
  X(remainder)                \
  X(fmin)                     \
  X(fmax)                     \
  X(fdim)                     \
  X(copysign)                 \
  X(nextafter)
GAUNTLET_RT_UNARY(GAUNTLET_RT_1)
GAUNTLET_RT_BINARY(GAUNTLET_RT_2)
#undef GAUNTLET_RT_1
#undef GAUNTLET_RT_2
__attribute__((visibility("hidden"))) double gauntlet_rt_fma(double, double, double);
__attribute__((visibility("hidden"))) double gauntlet_rt_ldexp(double, int);
__attribute__((visibility("hidden"))) double gauntlet_rt_frexp(double, int*);
__attribute__((visibility("hidden"))) double gauntlet_rt_modf(double, double*);
__attribute__((visibility("hidden"))) double gauntlet_rt_logb(double);
}
