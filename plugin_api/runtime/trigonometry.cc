// sin, cos, tan and their inverses.
//
// An angle beyond pi/4 is reduced exactly: x = M 2^e with an integer M, and of the product M * 2/pi only the
// 192 bits that matter modulo 4 are formed, from a window of the bits of 2/pi. (M. Payne and R. Hanek,
// "Radian reduction for trigonometric functions", 1983.) What is left goes through Taylor series on [-pi/4,
// pi/4].
#include "runtime/functions.h"
#include "runtime/math_internal.h"
#include "runtime/tables.h"

namespace gauntlet::rt {
namespace {

using Wide = unsigned __int128;

// 64 bits of 2/pi from bit `position` after the point; bits before the point are 0.
uint64_t TwoByPiBits(int position) {
  const int word = position >> 6;
  const int shift = position & 63;
  const uint64_t first = word < 0 ? 0 : kTwoByPi[word];
  const uint64_t second = word + 1 < 0 ? 0 : kTwoByPi[word + 1];
  return shift == 0 ? first : first << shift | second >> (64 - shift);
}

// A fraction of 1 in 128 bits, two's complement, as a double-double.
Dd FromFraction(Wide fraction) {
  const bool negative = static_cast<uint64_t>(fraction >> 64) >> 63 != 0;
  if (negative) fraction = -fraction;
  const uint64_t high = static_cast<uint64_t>(fraction >> 64), low = static_cast<uint64_t>(fraction);
  const Dd top =
      TwoSum(static_cast<double>(high >> 32) * 0x1p-32, static_cast<double>(high & 0xffffffff) * 0x1p-64);
  const double rest =
      static_cast<double>(low >> 32) * 0x1p-96 + static_cast<double>(low & 0xffffffff) * 0x1p-128;
  const Dd sum = TwoSum(top.hi, top.lo + rest);
  return negative ? Dd{-sum.hi, -sum.lo} : sum;
}

// x = quadrant * pi/2 + r modulo 2 pi, |r| <= pi/4. REQUIRES: finite.
unsigned Reduce(double x, Dd* r) {
  if (Abs(x) <= 0.785398163397448) {
    *r = {x, 0};
    return 0;
  }
  const Parts parts = Take(x);
  const int start = parts.exponent - 2;  // bits before it contribute multiples of 4
  const Wide m = parts.mantissa;
  const Wide low = m * TwoByPiBits(start + 128);
  const Wide middle = m * TwoByPiBits(start + 64) + (low >> 64);
  const uint64_t w0 = static_cast<uint64_t>(low), w1 = static_cast<uint64_t>(middle);
  const uint64_t w2 = parts.mantissa * TwoByPiBits(start) + static_cast<uint64_t>(middle >> 64);
  unsigned quadrant = static_cast<unsigned>(w2 >> 62);
  const uint64_t high = w2 << 2 | w1 >> 62;
  const Wide fraction = static_cast<Wide>(high) << 64 | (w1 << 2 | w0 >> 62);
  if (high >> 63 != 0) ++quadrant;
  *r = Multiply(FromFraction(fraction), {kHalfPi[0], kHalfPi[1]});
  if (parts.negative) {
    quadrant = 0u - quadrant;
    *r = {-r->hi, -r->lo};
  }
  return quadrant & 3;
}

double SinKernel(Dd r) {
  const double z = r.hi * r.hi;
  double series = 0;
  for (double n = 16; n >= 4; n -= 2) series = (1 + series) * (-z / (n * (n + 1)));
  // series = sum over k >= 1 of (-1)^k z^k 3!/(2k+3)!
  const double cubic = r.hi * z * (-1.0 / 6) * (1 + series);
  return r.hi + (cubic + r.lo * (1 - 0.5 * z));
}

double CosKernel(Dd r) {
  const double z = r.hi * r.hi;
  double series = 0;
  for (double n = 17; n >= 5; n -= 2) series = (1 + series) * (-z / (n * (n + 1)));
  // series = sum over k >= 1 of (-1)^k z^k 4!/(2k+4)!
  const Dd head = FastTwoSum(1.0, -0.5 * z);
  return head.hi + (head.lo + (z * z * (1.0 / 24) * (1 + series) - r.hi * r.lo));
}

// atan of t for |t| <= 1/32.
double AtanSmall(double t) {
  const double z = t * t;
  const double series =
      1.0 / 3 - z * (1.0 / 5 - z * (1.0 / 7 - z * (1.0 / 9 - z * (1.0 / 11 - z * (1.0 / 13)))));
  return t - t * z * series;
}

// atan of 0 <= x <= 1.
Dd AtanUnit(double x) {
  const int index = static_cast<int>(x * 16 + 0.5);
  if (index == 0) return {AtanSmall(x), 0};
  const double c = index * 0.0625;
  const double t = (x - c) / (1 + x * c);
  return FastTwoSum(kAtan[index][0], kAtan[index][1] + AtanSmall(t));
}

// atan(y / x) for finite, positive x and y.
Dd AtanQuotient(double y, double x) {
  if (y <= x) return AtanUnit(y / x);
  const Dd inverse = AtanUnit(x / y);
  const Dd difference = TwoSum(kHalfPi[0], -inverse.hi);
  return FastTwoSum(difference.hi, difference.lo + (kHalfPi[1] - inverse.lo));
}

}  // namespace
}  // namespace gauntlet::rt

using namespace gauntlet::rt;

double gauntlet_rt_sin(double x) {
  if (!IsFinite(x)) return kNan;
  if (Abs(x) < 0x1p-27) return x;
  Dd r;
  const unsigned quadrant = Reduce(x, &r);
  const double value = (quadrant & 1) != 0 ? CosKernel(r) : SinKernel(r);
  return (quadrant & 2) != 0 ? -value : value;
}

double gauntlet_rt_cos(double x) {
  if (!IsFinite(x)) return kNan;
  Dd r;
  const unsigned quadrant = Reduce(x, &r);
  const double value = (quadrant & 1) != 0 ? SinKernel(r) : CosKernel(r);
  return ((quadrant + 1) & 2) != 0 ? -value : value;
}

double gauntlet_rt_tan(double x) {
  if (!IsFinite(x)) return kNan;
  if (Abs(x) < 0x1p-27) return x;
  Dd r;
  const unsigned quadrant = Reduce(x, &r);
  const double sine = SinKernel(r), cosine = CosKernel(r);
  return (quadrant & 1) != 0 ? -cosine / sine : sine / cosine;
}

double gauntlet_rt_atan(double x) {
  if (IsNan(x) || Abs(x) < 0x1p-27) return x;
  if (!IsFinite(x)) return CopySign(kHalfPi[0], x);
  return CopySign(AtanQuotient(Abs(x), 1).hi, x);
}

double gauntlet_rt_atan2(double y, double x) {
  if (IsNan(x) || IsNan(y)) return kNan;
  const bool left = (Bits(x) & kSignBit) != 0;
  double ax = Abs(x), ay = Abs(y);
  if (ay == 0) return CopySign(left ? kPi[0] : 0.0, y);
  if (ax == 0) return CopySign(kHalfPi[0], y);
  if (!IsFinite(x) || !IsFinite(y)) {
    ax = IsFinite(x) ? 0 : 1;
    ay = IsFinite(y) ? 0 : 1;
    if (ay == 0) return CopySign(left ? kPi[0] : 0.0, y);
    if (ax == 0) return CopySign(kHalfPi[0], y);
  }
  if (!left && ay < ax * 0x1p-27) return CopySign(ay / ax, y);
  const Dd angle = AtanQuotient(ay, ax);
  if (!left) return CopySign(angle.hi, y);
  const Dd difference = TwoSum(kPi[0], -angle.hi);
  return CopySign(difference.hi + (difference.lo + (kPi[1] - angle.lo)), y);
}

double gauntlet_rt_asin(double x) {
  if (!(Abs(x) <= 1)) return kNan;
  if (Abs(x) < 0x1p-27) return x;
  return gauntlet_rt_atan2(x, __builtin_sqrt((1 - x) * (1 + x)));
}

double gauntlet_rt_acos(double x) {
  if (!(Abs(x) <= 1)) return kNan;
  return 2 * gauntlet_rt_atan2(__builtin_sqrt(1 - x), __builtin_sqrt(1 + x));
}
