// Mathematics with the same bits as where the policy was measured, whatever the machine's libm: gauntlet::sdk::exp, and
// what a policy calls std::exp or exp. Functions that IEEE 754 rounds exactly are the machine's.
#include <cmath>
#include <gauntlet/sdk/math.hpp>
#include <type_traits>

#include "runtime/exp_log.cc"
#include "runtime/roots.cc"
#include "runtime/trigonometry.cc"

double gauntlet_rt_round(double x) { return __builtin_round(x); }
double gauntlet_rt_fmod(double x, double y) { return __builtin_fmod(x, y); }
double gauntlet_rt_frexp(double x, int* exponent) { return __builtin_frexp(x, exponent); }
double gauntlet_rt_ldexp(double x, int n) { return __builtin_ldexp(x, n); }

namespace gauntlet_cmath {

// What <cmath> answers in: float for floats, long double where there is one, else double.
template <class T>
using Wide = ::std::conditional_t<::std::is_floating_point_v<T>, T, double>;
template <class A, class B>
using Wider = decltype(Wide<A>() + Wide<B>());

#define GAUNTLET_STANDALONE_1(name)                                          \
  template <class T>                                                         \
    requires ::std::is_arithmetic_v<T>                                       \
  inline Wide<T> name(T x) {                                                 \
    return static_cast<Wide<T>>(gauntlet_rt_##name(static_cast<double>(x))); \
  }                                                                          \
  inline float name##f(float x) { return name(x); }                          \
  inline long double name##l(long double x) { return name(x); }
#define GAUNTLET_STANDALONE_2(name)                                                                      \
  template <class A, class B>                                                                            \
    requires ::std::is_arithmetic_v<A> && ::std::is_arithmetic_v<B>                                      \
  inline Wider<A, B> name(A x, B y) {                                                                    \
    return static_cast<Wider<A, B>>(gauntlet_rt_##name(static_cast<double>(x), static_cast<double>(y))); \
  }                                                                                                      \
  inline float name##f(float x, float y) { return name(x, y); }                                          \
  inline long double name##l(long double x, long double y) { return name(x, y); }
#define GAUNTLET_STANDALONE_CMATH_1(X) \
  X(exp)                               \
  X(exp2)                              \
  X(expm1)                             \
  X(log2)                              \
  X(log10)                             \
  X(log1p)                             \
  X(sinh)                              \
  X(cosh)                              \
  X(tanh)                              \
  X(asinh)                             \
  X(acosh)                             \
  X(atanh)                             \
  X(sin)                               \
  X(cos)                               \
  X(tan)                               \
  X(asin)                              \
  X(acos)                              \
  X(atan)                              \
  X(cbrt)
#define GAUNTLET_STANDALONE_CMATH_2(X) \
  X(pow)                               \
  X(atan2)                             \
  X(hypot)
GAUNTLET_STANDALONE_CMATH_1(GAUNTLET_STANDALONE_1)
GAUNTLET_STANDALONE_CMATH_2(GAUNTLET_STANDALONE_2)

inline long double logl(long double wide) {
  const double x = static_cast<double>(wide);
  if (!(x > 0 && x < gauntlet::rt::kInf)) return gauntlet_rt_log(x);
  const gauntlet::rt::Dd log = gauntlet::rt::LogCore(x);
  return static_cast<long double>(log.hi) + log.lo;
}
template <class T>
  requires ::std::is_arithmetic_v<T>
inline Wide<T> log(T x) {
  if constexpr (::std::is_same_v<T, long double>) {
    return logl(x);
  } else {
    return static_cast<Wide<T>>(gauntlet_rt_log(static_cast<double>(x)));
  }
}
inline float logf(float x) { return log(x); }

}  // namespace gauntlet_cmath

#define GAUNTLET_STANDALONE_USE(name) \
  using gauntlet_cmath::name;         \
  using gauntlet_cmath::name##f;      \
  using gauntlet_cmath::name##l;
#define GAUNTLET_STANDALONE_USE_ALL                    \
  GAUNTLET_STANDALONE_CMATH_1(GAUNTLET_STANDALONE_USE) \
  GAUNTLET_STANDALONE_CMATH_2(GAUNTLET_STANDALONE_USE) \
  GAUNTLET_STANDALONE_USE(log)

GAUNTLET_STANDALONE_USE_ALL

// What the policy calls std: the standard library, but for these functions.
namespace std {
using namespace ::std;
GAUNTLET_STANDALONE_USE_ALL
}  // namespace std
