// exp, log and what follows from them: exp2, expm1, log2, log10, log1p, pow, sinh, cosh, tanh.
//
// exp:  x = (64 k + i) ln2/64 + r with |r| <= ln2/128, exp x = 2^k 2^(i/64) exp r: a table and a short Taylor
// series. log:  x = 2^k m, m close to 1/c for a c of 9 bits from a table; m c - 1 = r is exact in two parts,
// and
//       log x = k ln2 - log c + log(1 + r), added up in double-double.
// pow:  exp(y log x) with the logarithm, and the product, in double-double.
#include "runtime/functions.h"
#include "runtime/math_internal.h"
#include "runtime/tables.h"

namespace gauntlet::rt {

double Scale(double x, int exponent) {
  if (exponent >= -1022 && exponent <= 1023) return x * PowerOfTwo(exponent);
  if (exponent > 1023) {
    x *= 0x1p1023;
    exponent -= 1023;
    if (exponent > 1023) {
      x *= 0x1p1023;
      exponent = exponent - 1023 > 1023 ? 1023 : exponent - 1023;
    }
    return x * PowerOfTwo(exponent);
  }
  // Steps of 2^-969 leave 53 bits above the smallest normal number, so that only the last step rounds.
  x *= 0x1p-969;
  exponent += 969;
  if (exponent < -1022) {
    x *= 0x1p-969;
    exponent = exponent + 969 < -1022 ? -1022 : exponent + 969;
  }
  return x * PowerOfTwo(exponent);
}

namespace {

// exp(r) - 1 for |r| < 0.0055.
double SmallExpm1(double r) {
  const double r2 = r * r;
  const double tail = 1.0 / 6 + r * (1.0 / 24) + r2 * (1.0 / 120 + r * (1.0 / 720));
  return r + r2 * (0.5 + r * tail);
}

Exponential Assemble(int64_t steps, double r) {
  const double* entry = kExp2[steps & 63];
  return {entry[0], entry[1] + entry[0] * SmallExpm1(r), static_cast<int>(steps >> 6)};
}

double Value(const Exponential& e) { return Scale(e.hi + e.lo, e.exponent); }

}  // namespace

Exponential ExpCore(double hi, double lo) {
  const double steps = RoundSmall(hi * k64ByLn2);
  const double r = ((hi - steps * kLn2By64Hi) - steps * kLn2By64Lo) + lo;
  return Assemble(static_cast<int64_t>(steps), r);
}

Dd LogCore(double x) {
  int exponent = 0;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    exponent = -54;
  }
  const uint64_t bits = Bits(x);
  const unsigned index = static_cast<unsigned>(bits >> 45 & 127);
  exponent += static_cast<int>(bits >> 52) - 1023;
  const unsigned halved = index >= 53;
  exponent += static_cast<int>(halved);
  const uint64_t mantissa = (bits & ((1ull << 52) - 1)) | static_cast<uint64_t>(1023 - halved) << 52;
  const double m = FromBits(mantissa), m_hi = FromBits(mantissa & ~((1ull << 22) - 1));
  const double* entry = kLog[index];
  const Dd r = TwoSum(m_hi * entry[0] - 1.0, (m - m_hi) * entry[0]);

  const Dd square = TwoProduct(r.hi, r.hi);
  const double p = r.hi;
  const double series =
      1.0 / 3 +
      p * (-1.0 / 4 +
           p * (1.0 / 5 + p * (-1.0 / 6 + p * (1.0 / 7 + p * (-1.0 / 8 + p * (1.0 / 9 - p * 0.1))))));
  const Dd head = FastTwoSum(p, -0.5 * square.hi);
  const double tail = head.lo + (r.lo - p * r.lo - 0.5 * square.lo + square.hi * p * series);

  const Dd whole = TwoSum(exponent * kLn2Hi, entry[1]);
  const Dd sum = TwoSum(whole.hi, head.hi);
  return FastTwoSum(sum.hi, sum.lo + (whole.lo + (exponent * kLn2Lo + entry[2]) + tail));
}

namespace {

// What a logarithm is where there is nothing to compute; false: compute.
bool LogSpecial(double x, double* result) {
  if (x > 0 && x < kInf) return false;
  *result = x == 0 ? -kInf : x < 0 ? kNan : x;
  return true;
}

// expm1 for 0.25 < |x| < 45.
double Expm1Medium(double x) {
  const Exponential e = ExpCore(x, 0);
  const double scale = PowerOfTwo(e.exponent);
  const Dd sum = TwoSum(e.hi * scale, -1.0);
  return sum.hi + (sum.lo + e.lo * scale);
}

// For |x| <= 0.25: the Taylor series.
double Expm1Small(double x) {
  double sum = 0;
  for (double n = 14; n >= 3; n -= 1) sum = (sum + 1) * (x / n);
  return x + (x * x * 0.5) * (1 + sum);
}

}  // namespace
}  // namespace gauntlet::rt

using namespace gauntlet::rt;

double gauntlet_rt_exp(double x) {
  if (!(Abs(x) < 745.2)) return IsNan(x) ? x : x > 0 ? kInf : 0.0;
  if (x > 709.8) return kInf;
  return Value(ExpCore(x, 0));
}

double gauntlet_rt_exp2(double x) {
  if (!(Abs(x) < 1076)) return IsNan(x) ? x : x > 0 ? kInf : 0.0;
  const double steps = RoundSmall(x * 64);
  return Value(Assemble(static_cast<int64_t>(steps), (x - steps * 0.015625) * kLn2[0]));
}

double gauntlet_rt_expm1(double x) {
  if (IsNan(x)) return x;
  if (Abs(x) < 0x1p-54) return x;
  if (Abs(x) <= 0.25) return Expm1Small(x);
  if (x >= 45) return gauntlet_rt_exp(x);
  if (x <= -45) return -1;
  return Expm1Medium(x);
}

double gauntlet_rt_log(double x) {
  double special;
  return LogSpecial(x, &special) ? special : LogCore(x).hi;
}

double gauntlet_rt_log2(double x) {
  double special;
  if (LogSpecial(x, &special)) return special;
  const Parts parts = Take(x);
  if ((parts.mantissa & (parts.mantissa - 1)) == 0) return parts.exponent + __builtin_ctzll(parts.mantissa);
  return Multiply(LogCore(x), {kInvLn2[0], kInvLn2[1]}).hi;
}

double gauntlet_rt_log10(double x) {
  double special;
  return LogSpecial(x, &special) ? special : Multiply(LogCore(x), {kInvLn10[0], kInvLn10[1]}).hi;
}

double gauntlet_rt_log1p(double x) {
  if (!(x > -1 && x < kInf)) return x == -1 ? -kInf : x < -1 ? kNan : x;
  if (Abs(x) < 0x1p-54) return x;
  const Dd sum = TwoSum(1.0, x);
  const Dd log = LogCore(sum.hi);
  return log.hi + (log.lo + sum.lo / sum.hi);
}

namespace {

enum class Parity { kNotInteger, kEven, kOdd };
Parity ParityOf(double y) {
  if (Abs(y) >= 0x1p53) return Parity::kEven;
  const int64_t whole = static_cast<int64_t>(y);
  if (static_cast<double>(whole) != y) return Parity::kNotInteger;
  return (whole & 1) != 0 ? Parity::kOdd : Parity::kEven;
}

// |x|^y for finite, non-zero x and y.
double PowMagnitude(double x, double y) {
  if (x == 1) return 1;
  if (Abs(y) >= 0x1p64) return (x > 1) == (y > 0) ? kInf : 0.0;
  const Dd log = LogCore(x);
  Dd exponent = TwoProduct(log.hi, y);
  exponent.lo += log.lo * y;
  if (exponent.hi > 709.8) return kInf;
  if (exponent.hi < -745.2) return 0.0;
  return Value(ExpCore(exponent.hi, exponent.lo));
}

}  // namespace

double gauntlet_rt_pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (IsNan(x) || IsNan(y)) return kNan;
  const double magnitude = Abs(x);
  if (!IsFinite(y)) return magnitude == 1 ? 1 : (magnitude > 1) == (y > 0) ? kInf : 0;
  const Parity parity = ParityOf(y);
  const bool negate = (Bits(x) & kSignBit) != 0 && parity == Parity::kOdd;
  if (x == 0 || !IsFinite(x)) {
    const double result = (x == 0) == (y > 0) ? 0.0 : kInf;
    return negate ? -result : result;
  }
  if (x < 0 && parity == Parity::kNotInteger) return kNan;
  if (y == 1) return x;
  if (y == 2) return x * x;
  const double result = PowMagnitude(magnitude, y);
  return negate ? -result : result;
}

double gauntlet_rt_sinh(double x) {
  const double size = Abs(x);
  if (!(size < 711) || size < 0x1p-28) return size < 0x1p-28 || IsNan(x) ? x : CopySign(kInf, x);
  if (size > 40) {
    const Exponential e = ExpCore(size, 0);
    return CopySign(Scale(e.hi + e.lo, e.exponent - 1), x);
  }
  const double e = gauntlet_rt_expm1(size);
  return CopySign(0.5 * (e + e / (e + 1)), x);
}

double gauntlet_rt_cosh(double x) {
  const double size = Abs(x);
  if (!(size < 711)) return IsNan(x) ? x : kInf;
  const Exponential e = ExpCore(size, 0);
  if (size > 40) return Scale(e.hi + e.lo, e.exponent - 1);
  const double value = Value(e);
  return 0.5 * value + 0.5 / value;
}

double gauntlet_rt_tanh(double x) {
  const double size = Abs(x);
  if (!(size < 22)) return IsNan(x) ? x : CopySign(1, x);
  if (size < 0x1p-28) return x;
  const double e = gauntlet_rt_expm1(2 * size);
  return CopySign(e / (e + 2), x);
}
