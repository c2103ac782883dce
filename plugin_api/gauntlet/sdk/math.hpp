// Mathematics that is equal to the last bit on every x86-64: the functions live in the runtime archive,
// compiled once with fixed flags, and the compiler may not fold or replace them. <cmath> reaches the same
// functions.
#pragma once

#include <gauntlet/sdk/support.hpp>

extern "C" {
GAUNTLET_SDK_HIDDEN double gauntlet_rt_exp(double) noexcept __attribute__((const));
GAUNTLET_SDK_HIDDEN double gauntlet_rt_exp2(double) noexcept __attribute__((const));
GAUNTLET_SDK_HIDDEN double gauntlet_rt_expm1(double) noexcept __attribute__((const));
GAUNTLET_SDK_HIDDEN double gauntlet_rt_log(double) noexcept __attribute__((const));
GAUNTLET_SDK_HIDDEN double gauntlet_rt_log2(double) noexcept __attribute__((const));
GAUNTLET_SDK_HIDDEN double gauntlet_rt_log10(double) noexcept __attribute__((const));
GAUNTLET_SDK_HIDDEN double gauntlet_rt_log1p(double) noexcept __attribute__((const));
GAUNTLET_SDK_HIDDEN double gauntlet_rt_pow(double, double) noexcept __attribute__((const));
GAUNTLET_SDK_HIDDEN double gauntlet_rt_tanh(double) noexcept __attribute__((const));
}

namespace gauntlet::sdk {

inline double exp(double x) { return gauntlet_rt_exp(x); }
inline double exp2(double x) { return gauntlet_rt_exp2(x); }
inline double expm1(double x) { return gauntlet_rt_expm1(x); }
inline double log(double x) { return gauntlet_rt_log(x); }
inline double log2(double x) { return gauntlet_rt_log2(x); }
inline double log10(double x) { return gauntlet_rt_log10(x); }
inline double log1p(double x) { return gauntlet_rt_log1p(x); }
inline double pow(double x, double y) { return gauntlet_rt_pow(x, y); }
inline double tanh(double x) { return gauntlet_rt_tanh(x); }
inline double sqrt(double x) { return __builtin_elementwise_sqrt(x); }
inline double abs(double x) { return __builtin_fabs(x); }
inline double floor(double x) { return __builtin_elementwise_floor(x); }
inline double ceil(double x) { return __builtin_elementwise_ceil(x); }
inline bool is_nan(double x) { return x != x; }
inline constexpr double kInfinity = __builtin_inf();

}  // namespace gauntlet::sdk
