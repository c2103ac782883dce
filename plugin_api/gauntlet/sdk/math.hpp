// Mathematics that is equal to the last bit on every x86-64: the functions live in the runtime archive,
// compiled once with fixed flags, and the compiler may neither fold nor replace them. <cmath> reaches the
// same functions. Worst errors seen against 64-bit references, in units of the last place: exp, log*, pow,
// sin, cos, cbrt, hypot below 1; sinh, cosh, tanh, tan, asinh, acosh, atanh, atan, atan2 below 2.5; asin,
// acos below 3. Cost: exp 6 ns, log 10, pow 20, tanh 7, sin 17; sqrt, floor, ceil, trunc, abs are single
// instructions.
#pragma once

#include <gauntlet/sdk/support.hpp>

#define GAUNTLET_SDK_MATH_1(name)                                                          \
  extern "C" GAUNTLET_SDK_HIDDEN double gauntlet_rt_##name(double) __attribute__((const)); \
  namespace gauntlet::sdk {                                                                \
  inline double name(double x) { return gauntlet_rt_##name(x); }                           \
  }
#define GAUNTLET_SDK_MATH_2(name)                                                                  \
  extern "C" GAUNTLET_SDK_HIDDEN double gauntlet_rt_##name(double, double) __attribute__((const)); \
  namespace gauntlet::sdk {                                                                        \
  inline double name(double x, double y) { return gauntlet_rt_##name(x, y); }                      \
  }
GAUNTLET_SDK_MATH_1(exp)
GAUNTLET_SDK_MATH_1(exp2)
GAUNTLET_SDK_MATH_1(expm1)
GAUNTLET_SDK_MATH_1(log)
GAUNTLET_SDK_MATH_1(log2)
GAUNTLET_SDK_MATH_1(log10)
GAUNTLET_SDK_MATH_1(log1p)
GAUNTLET_SDK_MATH_1(sinh)
GAUNTLET_SDK_MATH_1(cosh)
GAUNTLET_SDK_MATH_1(tanh)
GAUNTLET_SDK_MATH_1(sin)
GAUNTLET_SDK_MATH_1(cos)
GAUNTLET_SDK_MATH_1(tan)
GAUNTLET_SDK_MATH_1(asin)
GAUNTLET_SDK_MATH_1(acos)
GAUNTLET_SDK_MATH_1(atan)
GAUNTLET_SDK_MATH_1(cbrt)
GAUNTLET_SDK_MATH_1(round)
GAUNTLET_SDK_MATH_2(pow)
GAUNTLET_SDK_MATH_2(atan2)
GAUNTLET_SDK_MATH_2(hypot)
GAUNTLET_SDK_MATH_2(fmod)
#undef GAUNTLET_SDK_MATH_1
#undef GAUNTLET_SDK_MATH_2

namespace gauntlet::sdk {

inline double sqrt(double x) { return __builtin_elementwise_sqrt(x); }
inline double floor(double x) { return __builtin_elementwise_floor(x); }
inline double ceil(double x) { return __builtin_elementwise_ceil(x); }
inline double trunc(double x) { return __builtin_elementwise_trunc(x); }
inline double abs(double x) { return __builtin_fabs(x); }
inline bool is_nan(double x) { return x != x; }
inline bool is_finite(double x) { return x - x == 0; }
inline constexpr double kInfinity = __builtin_inf();

}  // namespace gauntlet::sdk
