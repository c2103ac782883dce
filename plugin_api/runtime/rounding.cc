// Rounding, remainders, taking numbers apart, and fma: all exact.
#include "runtime/functions.h"
#include "runtime/math_internal.h"

using namespace gauntlet::rt;

namespace {

using Wide = unsigned __int128;

// x >> count, with every bit that falls off kept as the lowest one.
Wide ShiftRightSticky(Wide x, int count) {
  if (count <= 0) return x;
  if (count >= 128) return x != 0 ? 1 : 0;
  return x >> count | ((x & ((static_cast<Wide>(1) << count) - 1)) != 0 ? 1 : 0);
}

int LeadingZeros(Wide x) {
  const uint64_t high = static_cast<uint64_t>(x >> 64), low = static_cast<uint64_t>(x);
  return high != 0 ? __builtin_clzll(high) : 64 + (low != 0 ? __builtin_clzll(low) : 64);
}

// m * 2^exponent rounded to the nearest double, ties to even; the lowest bit of m may stand for lost ones if
// m has more than 55 bits.
double Compose(bool negative, Wide m, int exponent) {
  if (m == 0) return negative ? -0.0 : 0.0;
  const int bits = 128 - LeadingZeros(m);
  int drop = bits - 53;
  if (exponent + drop < -1074) drop = -1074 - exponent;
  if (drop > 127) return negative ? -0.0 : 0.0;
  if (drop > 0) {
    const Wide half = static_cast<Wide>(1) << (drop - 1);
    const Wide rest = m & (half + (half - 1));
    m >>= drop;
    if (rest > half || (rest == half && (m & 1) != 0)) ++m;
    exponent += drop;
  }
  const double value = Scale(static_cast<double>(static_cast<uint64_t>(m)), exponent);
  return negative ? -value : value;
}

}  // namespace

double gauntlet_rt_floor(double x) { return __builtin_elementwise_floor(x); }
double gauntlet_rt_ceil(double x) { return __builtin_elementwise_ceil(x); }
double gauntlet_rt_trunc(double x) { return __builtin_elementwise_trunc(x); }
double gauntlet_rt_rint(double x) { return __builtin_elementwise_roundeven(x); }
double gauntlet_rt_fabs(double x) { return Abs(x); }
double gauntlet_rt_copysign(double x, double sign) { return CopySign(x, sign); }

// Halves go away from zero.
double gauntlet_rt_round(double x) {
  const double whole = __builtin_elementwise_trunc(x);
  return Abs(x - whole) >= 0.5 ? whole + CopySign(1, x) : CopySign(whole, x);
}

double gauntlet_rt_fmin(double x, double y) { return IsNan(x) || y < x ? (IsNan(y) ? x : y) : x; }
double gauntlet_rt_fmax(double x, double y) { return IsNan(x) || y > x ? (IsNan(y) ? x : y) : x; }
double gauntlet_rt_fdim(double x, double y) { return x <= y ? 0 : x - y; }

// Long division, eleven bits at a time.
double gauntlet_rt_fmod(double x, double y) {
  if (!IsFinite(x) || IsNan(y) || y == 0) return kNan;
  if (Abs(x) < Abs(y)) return x;
  const Parts a = Take(x), b = Take(y);
  uint64_t rest = a.mantissa % b.mantissa;
  for (int left = a.exponent - b.exponent; left > 0 && rest != 0;) {
    const int step = left < 11 ? left : 11;
    rest = (rest << step) % b.mantissa;
    left -= step;
  }
  return Compose(a.negative, rest, b.exponent);
}

// x minus the nearest multiple of y, ties to the even one.
double gauntlet_rt_remainder(double x, double y) {
  if (!IsFinite(x) || IsNan(y) || y == 0) return kNan;
  const double divisor = Abs(y);
  double rest = Abs(divisor < 0x1p1022 ? gauntlet_rt_fmod(x, 2 * divisor) : x);
  if (divisor < 0x1p-1020) {
    if (rest + rest > divisor) {
      rest -= divisor;
      if (rest + rest >= divisor) rest -= divisor;
    }
  } else if (rest > 0.5 * divisor) {
    rest -= divisor;
    if (rest >= 0.5 * divisor) rest -= divisor;
  }
  return (Bits(x) & kSignBit) != 0 ? -rest : rest;
}

double gauntlet_rt_nextafter(double x, double y) {
  if (IsNan(x) || IsNan(y)) return kNan;
  if (x == y) return y;
  if (x == 0) return CopySign(FromBits(1), y);
  return FromBits((x < y) == (x > 0) ? Bits(x) + 1 : Bits(x) - 1);
}

double gauntlet_rt_ldexp(double x, int exponent) {
  if (exponent > 5000) exponent = 5000;
  if (exponent < -5000) exponent = -5000;
  if (!IsFinite(x) || x == 0) return x;
  const Parts parts = Take(x);
  return Compose(parts.negative, parts.mantissa, parts.exponent + exponent);
}

double gauntlet_rt_frexp(double x, int* exponent) {
  *exponent = 0;
  if (!IsFinite(x) || x == 0) return x;
  const Parts parts = Take(x);
  const int bits = 64 - __builtin_clzll(parts.mantissa);
  *exponent = parts.exponent + bits;
  return CopySign(static_cast<double>(parts.mantissa) * PowerOfTwo(-bits), x);
}

double gauntlet_rt_modf(double x, double* whole) {
  *whole = __builtin_elementwise_trunc(x);
  return IsFinite(x) || IsNan(x) ? CopySign(x - *whole, x) : CopySign(0, x);
}

double gauntlet_rt_logb(double x) {
  if (x == 0) return -kInf;
  if (!IsFinite(x)) return IsNan(x) ? x : kInf;
  int exponent = 0;
  gauntlet_rt_frexp(x, &exponent);
  return exponent - 1;
}

// The product has 106 bits; the smaller of the two summands is shifted, keeping a sticky bit.
double gauntlet_rt_fma(double x, double y, double z) {
  if (!IsFinite(x) || !IsFinite(y) || x == 0 || y == 0) return x * y + z;
  if (!IsFinite(z)) return z;
  const Parts a = Take(x), b = Take(y), c = Take(z);
  Wide product = static_cast<Wide>(a.mantissa) * b.mantissa << 20;
  int exponent = a.exponent + b.exponent - 20;
  Wide addend = c.mantissa;
  const bool negative = a.negative != b.negative;
  if (addend == 0) return Compose(negative, product, exponent);
  const int distance = c.exponent - exponent;
  if (distance > 73) {
    addend <<= 73;
    product = ShiftRightSticky(product, distance - 73);
    exponent = c.exponent - 73;
  } else {
    addend = distance >= 0 ? addend << distance : ShiftRightSticky(addend, -distance);
  }
  if (negative == c.negative) return Compose(negative, product + addend, exponent);
  if (product == addend) return 0.0;
  return product > addend ? Compose(negative, product - addend, exponent)
                          : Compose(c.negative, addend - product, exponent);
}
