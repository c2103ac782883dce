// Pieces of the runtime's mathematics. Everything here is IEEE arithmetic in a written order: compiled
// without contraction it gives the same bits on every machine.
//
// A Dd is an unevaluated sum hi + lo with |lo| <= ulp(hi)/2: about 106 bits. The error-free transformations
// are those of T. J. Dekker, "A floating-point technique for extending the available precision" (1971), and
// D. Knuth, TAOCP 4.2.2.
#pragma once

#include <stdint.h>

namespace gauntlet::rt {

struct Dd {
  double hi, lo;
};

inline uint64_t Bits(double x) { return __builtin_bit_cast(uint64_t, x); }
inline double FromBits(uint64_t bits) { return __builtin_bit_cast(double, bits); }
inline constexpr uint64_t kSignBit = 1ull << 63;
inline double CopySign(double x, double sign) {
  return FromBits((Bits(x) & ~kSignBit) | (Bits(sign) & kSignBit));
}
inline double Abs(double x) { return FromBits(Bits(x) & ~kSignBit); }
inline bool IsNan(double x) { return x != x; }
inline bool IsFinite(double x) { return (Bits(x) >> 52 & 0x7ff) != 0x7ff; }
inline constexpr double kInf = __builtin_inf();
inline constexpr double kNan = __builtin_nan("");

// REQUIRES: |a| >= |b| or a == 0.
inline Dd FastTwoSum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}
inline Dd TwoSum(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}
// REQUIRES: |a| < 2^996.
inline Dd Split(double a) {
  const double big = 134217729.0 * a;  // 2^27 + 1
  const double hi = big - (big - a);
  return {hi, a - hi};
}
inline Dd TwoProduct(double a, double b) {
  const double product = a * b;
  const Dd x = Split(a), y = Split(b);
  return {product, ((x.hi * y.hi - product) + x.hi * y.lo + x.lo * y.hi) + x.lo * y.lo};
}
inline Dd Multiply(Dd a, Dd b) {
  const Dd product = TwoProduct(a.hi, b.hi);
  return FastTwoSum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

// 2^exponent. REQUIRES: -1022 <= exponent <= 1023.
inline double PowerOfTwo(int exponent) { return FromBits(static_cast<uint64_t>(exponent + 1023) << 52); }

// x * 2^exponent, rounded once, for any exponent.
double Scale(double x, int exponent);

// The nearest integer, ties to even. REQUIRES: |x| < 2^51.
inline double RoundSmall(double x) { return (x + 0x1.8p52) - 0x1.8p52; }

// exp(x.hi + x.lo) = (hi + lo) * 2^exponent, hi in [1, 2). REQUIRES: |x.hi| < 1100.
struct Exponential {
  double hi, lo;
  int exponent;
};
Exponential ExpCore(double hi, double lo);

// Natural logarithm with a relative error below 2^-66. REQUIRES: x > 0 and finite.
Dd LogCore(double x);

// Mantissa as an integer and exponent: |x| = mantissa * 2^exponent. REQUIRES: finite.
struct Parts {
  uint64_t mantissa;
  int exponent;
  bool negative;
};
inline Parts Take(double x) {
  const uint64_t bits = Bits(x);
  const int biased = static_cast<int>(bits >> 52 & 0x7ff);
  const uint64_t fraction = bits & ((1ull << 52) - 1);
  return {biased == 0 ? fraction : fraction | 1ull << 52, (biased == 0 ? 1 : biased) - 1075,
          (bits >> 63) != 0};
}

}  // namespace gauntlet::rt
