// The runtime's mathematics against the machine's long double functions, which carry 64 bits.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "runtime/functions.h"

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Distance from the exact value in units of the last place of the double nearest to it.
double UlpError(double got, long double exact) {
  const double nearest = static_cast<double>(exact);
  if (std::isnan(nearest)) return std::isnan(got) ? 0 : kInf;
  if (!std::isfinite(nearest) || !std::isfinite(got)) return got == nearest ? 0 : kInf;
  int exponent = 0;
  std::frexp(nearest == 0 ? 5e-324 : nearest, &exponent);
  const long double ulp = std::ldexp(1.0L, std::max(exponent - 53, -1074));
  return static_cast<double>(std::fabs(got - exact) / ulp);
}

class Draw {
 public:
  double Uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(engine_);
  }
  double Any() {  // any finite bit pattern
    for (;;) {
      const double x = std::bit_cast<double>(engine_());
      if (std::isfinite(x)) return x;
    }
  }
  uint64_t Word() { return engine_(); }

 private:
  std::mt19937_64 engine_{20240601};
};

constexpr int kSamples = 60000;

using Function = double (*)(double);
using Exact = long double (*)(long double);

void ExpectWithin(double bound_ulp, Function function, Exact exact, double low, double high,
                  const char* name) {
  Draw draw;
  double worst = 0, at = 0;
  for (int i = 0; i < kSamples; ++i) {
    const double x = low == high ? draw.Any() : draw.Uniform(low, high);
    const double error = UlpError(function(x), exact(x));
    if (error > worst) worst = error, at = x;
  }
  EXPECT_LE(worst, bound_ulp) << name << " at " << at;
}

#define EXPECT_WITHIN(bound, name, low, high) \
  ExpectWithin(bound, gauntlet_rt_##name, [](long double x) { return std::name(x); }, low, high, #name)

TEST(Mathematics, ExponentialsAreWithinOneUlp) {
  EXPECT_WITHIN(0.52, exp, -1, 1);
  EXPECT_WITHIN(0.76, exp, -745, 710);
  EXPECT_WITHIN(0.76, exp, 0, 0);
  EXPECT_WITHIN(0.52, exp2, -2, 2);
  EXPECT_WITHIN(0.76, exp2, -1075, 1024);
  EXPECT_WITHIN(0.8, expm1, -0.3, 0.3);
  EXPECT_WITHIN(0.8, expm1, -60, 709.7);
}

TEST(Mathematics, LogarithmsAreWithinHalfAnUlpAndAHundredth) {
  for (const auto& [low, high] : {std::pair{0.0, 0.0}, std::pair{0.5, 2.0}, std::pair{0.99, 1.01}}) {
    EXPECT_WITHIN(0.51, log, low, high);
    EXPECT_WITHIN(0.51, log2, low, high);
    EXPECT_WITHIN(0.51, log10, low, high);
  }
  EXPECT_WITHIN(0.7, log1p, 0, 0);
  EXPECT_WITHIN(0.7, log1p, -1, 1);
  EXPECT_WITHIN(0.7, log1p, -0.01, 0.01);
}

TEST(Mathematics, HyperbolicsAreWithinTwoAndAHalfUlp) {
  for (double range : {0.1, 1.0, 23.0, 710.0}) {
    EXPECT_WITHIN(2.5, sinh, -range, range);
    EXPECT_WITHIN(2.5, cosh, -range, range);
    EXPECT_WITHIN(2.5, tanh, -range, range);
  }
  EXPECT_WITHIN(2.5, asinh, -3, 3);
  EXPECT_WITHIN(2.5, asinh, 0, 0);
  EXPECT_WITHIN(2.5, acosh, 1, 5);
  EXPECT_WITHIN(2.5, atanh, -1, 1);
}

TEST(Mathematics, TrigonometryIsWithinThreeUlpForEveryAngle) {
  for (double range : {0.7, 10.0, 1e6, 0.0}) {
    EXPECT_WITHIN(1, sin, -range, range);
    EXPECT_WITHIN(1, cos, -range, range);
    EXPECT_WITHIN(2.5, tan, -range, range);
  }
  EXPECT_WITHIN(2, atan, -3, 3);
  EXPECT_WITHIN(2, atan, 0, 0);
  EXPECT_WITHIN(3, asin, -1, 1);
  EXPECT_WITHIN(3, acos, -1, 1);
}

TEST(Mathematics, ReducesTheAngleThatIsClosestToAMultipleOfHalfPi) {
  // W. Kahan's worst case for double: 6381956970095103 * 2^797.
  const double x = std::ldexp(6381956970095103.0, 797);
  EXPECT_LE(UlpError(gauntlet_rt_cos(x), std::cos(static_cast<long double>(x))), 1);
  EXPECT_NEAR(gauntlet_rt_cos(x), -4.68716592425462761112e-19, 1e-33);
}

TEST(Mathematics, RootsAndLengthsAreWithinOneUlp) {
  EXPECT_WITHIN(0.51, cbrt, 0, 0);
  EXPECT_WITHIN(0.51, cbrt, 0, 10);
  EXPECT_WITHIN(0.5, sqrt, 0, 0);
  Draw draw;
  for (int i = 0; i < kSamples; ++i) {
    const double x = draw.Any(), y = i % 2 ? draw.Any() : x * draw.Uniform(0.01, 100);
    ASSERT_LE(UlpError(gauntlet_rt_hypot(x, y), std::hypot(static_cast<long double>(x), y)), 1)
        << x << " " << y;
  }
}

TEST(Mathematics, PowersAreWithinOneUlp) {
  Draw draw;
  for (int i = 0; i < kSamples; ++i) {
    double x = 0, y = 0;
    switch (i % 4) {
      case 0:
        x = draw.Uniform(0, 100), y = draw.Uniform(-100, 100);
        break;
      case 1:
        x = draw.Uniform(0.999, 1.001), y = draw.Uniform(-5e5, 5e5);
        break;
      case 2:
        x = draw.Any(), y = draw.Any();
        break;
      default:
        x = draw.Uniform(-10, 10), y = std::round(draw.Uniform(-300, 300));
        break;
    }
    ASSERT_LE(UlpError(gauntlet_rt_pow(x, y), std::pow(static_cast<long double>(x), y)), 1)
        << x << " ^ " << y;
  }
}

TEST(Mathematics, AnglesOfPointsAreWithinTwoUlpInEveryQuadrant) {
  Draw draw;
  for (int i = 0; i < kSamples; ++i) {
    const double x = i % 2 ? draw.Any() : draw.Uniform(-1, 1), y = i % 2 ? draw.Any() : draw.Uniform(-1, 1);
    ASSERT_LE(UlpError(gauntlet_rt_atan2(y, x), std::atan2(static_cast<long double>(y), x)), 2)
        << y << " " << x;
  }
}

// Equal bits, any NaN being equal to any other.
::testing::AssertionResult Same(double got, double want) {
  if (std::isnan(got) && std::isnan(want)) return ::testing::AssertionSuccess();
  if (std::bit_cast<uint64_t>(got) == std::bit_cast<uint64_t>(want)) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << got << " instead of " << want;
}

const double kEdges[] = {
    0.0,    -0.0,    1.0,        -1.0,   2.0,     -2.0,   0.5,     -0.5,   3.0,    -3.0,
    kInf,   -kInf,   kNan,       5e-324, -5e-324, 1e-310, 1e308,   -1e308, 1.5,    -1.5,
    0x1p53, -0x1p53, 0x1p53 + 2, 709.9,  -745.5,  1100.0, -1100.0, 1e-20,  -1e-20, 0x1.fffffffffffffp1023};

// Where the result is a special value or exact, the C library's answer is the standard's (C11 annex F).
TEST(Mathematics, SpecialCasesAreThoseOfTheStandard) {
  for (double x : kEdges) {
#define EXPECT_SPECIAL(name)                                                                       \
  {                                                                                                \
    const double want = std::name(x), got = gauntlet_rt_##name(x);                                 \
    if (want == 0 || !std::isfinite(want))                                                         \
      EXPECT_TRUE(Same(got, want)) << #name << " of " << x;                                        \
    else                                                                                           \
      EXPECT_LE(UlpError(got, std::name(static_cast<long double>(x))), 3) << #name << " of " << x; \
  }
    EXPECT_SPECIAL(exp)
    EXPECT_SPECIAL(exp2)
    EXPECT_SPECIAL(expm1)
    EXPECT_SPECIAL(log)
    EXPECT_SPECIAL(log2)
    EXPECT_SPECIAL(log10)
    EXPECT_SPECIAL(log1p)
    EXPECT_SPECIAL(sinh)
    EXPECT_SPECIAL(cosh)
    EXPECT_SPECIAL(tanh)
    EXPECT_SPECIAL(asinh)
    EXPECT_SPECIAL(acosh)
    EXPECT_SPECIAL(atanh)
    EXPECT_SPECIAL(sin)
    EXPECT_SPECIAL(cos)
    EXPECT_SPECIAL(tan)
    EXPECT_SPECIAL(asin)
    EXPECT_SPECIAL(acos)
    EXPECT_SPECIAL(atan)
    EXPECT_SPECIAL(sqrt)
    EXPECT_SPECIAL(cbrt)
    EXPECT_SPECIAL(floor)
    EXPECT_SPECIAL(ceil)
    EXPECT_SPECIAL(trunc)
    EXPECT_SPECIAL(round)
    EXPECT_SPECIAL(rint)
    EXPECT_SPECIAL(fabs)
    EXPECT_SPECIAL(logb)
    for (double y : kEdges) {
#define EXPECT_SPECIAL_2(name)                                                                         \
  {                                                                                                    \
    const double want = std::name(x, y), got = gauntlet_rt_##name(x, y);                               \
    if (want == 0 || !std::isfinite(want))                                                             \
      EXPECT_TRUE(Same(got, want)) << #name << " of " << x << ", " << y;                               \
    else                                                                                               \
      EXPECT_LE(UlpError(got, std::name(static_cast<long double>(x), static_cast<long double>(y))), 2) \
          << #name << " of " << x << ", " << y;                                                        \
  }
      EXPECT_SPECIAL_2(pow)
      EXPECT_SPECIAL_2(atan2)
      EXPECT_SPECIAL_2(hypot)
      EXPECT_SPECIAL_2(fmod)
      EXPECT_SPECIAL_2(remainder)
      EXPECT_SPECIAL_2(fdim)
      EXPECT_SPECIAL_2(copysign)
      EXPECT_TRUE(Same(gauntlet_rt_nextafter(x, y), std::nextafter(x, y))) << x << ", " << y;
      EXPECT_TRUE(x == y || Same(gauntlet_rt_fmin(x, y), std::fmin(x, y))) << x << ", " << y;
      EXPECT_TRUE(x == y || Same(gauntlet_rt_fmax(x, y), std::fmax(x, y))) << x << ", " << y;
      for (double z : kEdges) {
        EXPECT_TRUE(Same(gauntlet_rt_fma(x, y, z), std::fma(x, y, z))) << x << " * " << y << " + " << z;
      }
    }
  }
}

TEST(Mathematics, ExactFunctionsAgreeToTheLastBit) {
  Draw draw;
  for (int i = 0; i < kSamples; ++i) {
    const double x = draw.Any();
    const double y =
        i % 2 ? draw.Any() : std::ldexp(x, static_cast<int>(draw.Word() % 120) - 60) * draw.Uniform(0.5, 1);
    ASSERT_TRUE(Same(gauntlet_rt_fmod(x, y), std::fmod(x, y))) << x << " " << y;
    ASSERT_TRUE(Same(gauntlet_rt_remainder(x, y), std::remainder(x, y))) << x << " " << y;
    ASSERT_TRUE(Same(gauntlet_rt_nextafter(x, y), std::nextafter(x, y)));
    const double small = draw.Uniform(-1e4, 1e4);
    ASSERT_TRUE(Same(gauntlet_rt_floor(small), std::floor(small)));
    ASSERT_TRUE(Same(gauntlet_rt_round(small), std::round(small)));
    ASSERT_TRUE(Same(gauntlet_rt_rint(small), std::rint(small)));
    const int shift = static_cast<int>(draw.Word() % 4400) - 2200;
    ASSERT_TRUE(Same(gauntlet_rt_ldexp(x, shift), std::ldexp(x, shift))) << x << " " << shift;
    int got = 0, want = 0;
    ASSERT_TRUE(Same(gauntlet_rt_frexp(x, &got), std::frexp(x, &want)));
    ASSERT_EQ(got, want);
  }
}

TEST(Mathematics, FusedMultiplyAddRoundsOnce) {
  Draw draw;
  for (int i = 0; i < 3 * kSamples; ++i) {
    double x = draw.Any(), y = draw.Any(), z = draw.Any();
    if (i % 3 != 0) {  // nearly cancelling
      x = std::ldexp(draw.Uniform(1, 2), static_cast<int>(draw.Word() % 200) - 100);
      y = std::ldexp(draw.Uniform(1, 2), static_cast<int>(draw.Word() % 200) - 100);
      z = -x * y * (i % 3 == 2 ? 1 : std::ldexp(1.0, static_cast<int>(draw.Word() % 140) - 70));
    }
    ASSERT_TRUE(Same(gauntlet_rt_fma(x, y, z), std::fma(x, y, z))) << x << " * " << y << " + " << z;
  }
}

}  // namespace
