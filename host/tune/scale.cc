#include "host/tune/scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "host/candidate/literal_type.h"

namespace gauntlet::tune {
namespace {

constexpr int kDigits = 4;          // of a real that is written
constexpr double kFew = 16;         // integers below are searched one by one
constexpr double kSpread = 32;      // times and part of a value of unknown scale
constexpr double kSmall = 0.02;     // a fraction below is searched on a log scale
constexpr double kUnknown = 1e4;    // on both sides of a 0 that stands beside real numbers
constexpr double kMostRounds = 64;  // of a loop that a decision can afford
constexpr double kExact = 0x1p53;   // beyond, a double skips integers

// Where a signed log scale turns from linear to logarithmic.
double Knee(const Dimension& d) { return d.site.is_real ? 1e-3 : 1; }

double Warp(const Dimension& d, double value) {
  if (d.scale == Scale::kLog) return std::log(value);
  if (d.scale == Scale::kSigned) return std::copysign(std::log1p(std::abs(value) / Knee(d)), value);
  return value;
}

double Unwarp(const Dimension& d, double warped) {
  if (d.scale == Scale::kLog) return std::exp(warped);
  if (d.scale == Scale::kSigned) return std::copysign(std::expm1(std::abs(warped)) * Knee(d), warped);
  return warped;
}

// Each integer of a linear scale has an equal part of [0, 1].
bool HasBins(const Dimension& d) { return !d.site.is_real && d.scale == Scale::kLinear; }

Setting RealSetting(const LiteralSite& site, double value) {
  char buffer[40];
  const char* end =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::general, kDigits).ptr;
  std::string text(static_cast<const char*>(buffer), end);
  if (text.find_first_of(".e") == text.npos) text += ".0";
  const bool narrow = site.type == "float";
  double read = 0;
  if (narrow) {
    float narrow_read = 0;
    std::from_chars(text.data(), text.data() + text.size(), narrow_read);
    read = narrow_read;
    text += "f";
  } else {
    std::from_chars(text.data(), text.data() + text.size(), read);
  }
  const bool negative = value < 0 && read != 0;
  if (negative) text.insert(0, 1, '-');
  return {text, std::bit_cast<uint64_t>(negative ? -read : read), std::bit_cast<uint64_t>(read)};
}

void InferInteger(Dimension& d) {
  const LiteralSite& site = d.site;
  const double v = d.value;
  const bool zero = site.may_be_zero && !site.positive && !site.bounds_loop;
  d.low = v <= 1 && zero ? 0 : 1;
  if (v == 0 && site.as_real && zero && !IsUnsigned(site.type)) {
    d.low = -kUnknown, d.high = kUnknown, d.scale = Scale::kSigned;
  } else if (v < kFew) {
    d.high = 4 * v + 4;
  } else {
    d.low = std::max(1.0, std::floor(v / kSpread)), d.high = v * kSpread, d.scale = Scale::kLog;
  }
  if (site.bounds_loop) d.high = std::min(d.high, std::max(v, kMostRounds));
  if (site.below > 0) d.high = std::min(d.high, site.below - 1.0);
  d.high = std::min(d.high, LargestOf(site.type));
}

void InferReal(Dimension& d) {
  const double v = d.value;
  if (v == 0) {
    d.low = d.site.positive ? 1e-3 : -kUnknown, d.high = kUnknown;
    d.scale = d.site.positive ? Scale::kLog : Scale::kSigned;
  } else if (v < kSmall) {
    d.low = v / 100, d.high = std::min(1.0, v * 100), d.scale = Scale::kLog;
  } else if (v < 1) {
    d.low = d.site.positive ? 1e-3 : 0, d.high = 1;
  } else {
    d.low = v / kSpread, d.high = v * kSpread, d.scale = Scale::kLog;
  }
}

}  // namespace

double ValueAt(const Dimension& d, double unit) {
  unit = std::clamp(unit, 0.0, 1.0);
  if (HasBins(d)) return std::min(d.high, d.low + std::floor(unit * (d.high - d.low + 1)));
  const double low = Warp(d, d.low), high = Warp(d, d.high);
  const double value = std::clamp(Unwarp(d, low + unit * (high - low)), d.low, d.high);
  return d.site.is_real ? value : std::round(value);
}

double UnitOf(const Dimension& d, double value) {
  value = std::clamp(value, d.low, d.high);
  if (HasBins(d)) return (value - d.low + 0.5) / (d.high - d.low + 1);
  const double low = Warp(d, d.low), high = Warp(d, d.high);
  return std::clamp((Warp(d, value) - low) / (high - low), 0.0, 1.0);
}

Setting SettingOf(const LiteralSite& site, double value) {
  if (site.is_real) return RealSetting(site, value);
  const auto whole = static_cast<int64_t>(value);
  const IntegerType* type = FindIntegerType(site.type);
  std::string text = fmt::format("{}{}", std::abs(whole), type ? type->suffix : "");
  if (whole < 0) text.insert(0, 1, '-');
  return {text, static_cast<uint64_t>(whole), static_cast<uint64_t>(std::abs(whole))};
}

double ValueOf(const LiteralSite& site, uint64_t bits) {
  if (site.is_real) return std::bit_cast<double>(bits);
  return IsUnsigned(site.type) ? static_cast<double>(bits) : static_cast<double>(static_cast<int64_t>(bits));
}

void InferRange(Dimension& dimension) {
  dimension.scale = Scale::kLinear;
  dimension.site.is_real ? InferReal(dimension) : InferInteger(dimension);
  dimension.low = std::min(dimension.low, dimension.value);
}

double LargestOf(const std::string& type) {
  const IntegerType* found = FindIntegerType(type);
  return found ? std::min(static_cast<double>(found->largest), kExact) : 0;
}

bool IsUnsigned(const std::string& type) { return type.starts_with("unsigned"); }

}  // namespace gauntlet::tune
