#include "host/mutate/term.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gauntlet::mutate {
namespace {

bool IsNumber(const Feature& f) { return f.type.IsNumber(); }
bool IsInteger(const Feature& f) { return f.type.kind == ValueKind::kInteger; }
bool IsBool(const Feature& f) { return f.type.kind == ValueKind::kBool; }
bool IsNow(const Feature& f) { return f.dimension == Dimension::kPoint && f.text.ends_with("now"); }
bool IsPast(const Feature& f) {
  const bool step = IsInteger(f) && f.type.is_signed;  // of a loop
  return IsNumber(f) && f.dimension == Dimension::kPoint && !IsNow(f) && !step &&
         !f.text.ends_with("requests");
}
bool IsLength(const Feature& f) {
  return IsInteger(f) && (f.text.ends_with("size()") || f.text.ends_with("resident"));
}
bool IsOwnLength(const Feature& f) { return IsLength(f) && !f.text.ends_with("resident"); }
bool IsIdentity(const Feature& f) { return IsInteger(f) && f.dimension == Dimension::kIdentity; }
bool IsCategory(const Feature& f) { return IsInteger(f) && f.dimension == Dimension::kCategory; }

}  // namespace

std::string Fit(const Term& term, uint8_t needs) {
  return term.precedence >= needs ? term.text : "(" + term.text + ")";
}

std::string RealText(double value) {
  char buffer[40];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 3);
  std::string text(buffer, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

double LogUniform(double low, double high, Rng& rng) {
  return low * std::exp2(rng.Unit() * std::log2(high / low));
}

double Perturb(double value, Rng& rng) {
  switch (rng.Below(6)) {
    case 0:
      return value * 2;
    case 1:
      return value / 2;
    case 2:
      return value * 10;
    case 3:
      return value / 10;
    default:
      return value * LogUniform(0.4, 2.5, rng);
  }
}

std::optional<size_t> PickWeighted(const std::vector<double>& weights, Rng& rng) {
  double total = 0;
  for (const double weight : weights) total += weight;
  if (total <= 0) return std::nullopt;
  double at = rng.Unit() * total;
  size_t last = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    if (at < weights[i]) return i;
    at -= weights[i];
  }
  return last;
}

TermMaker::TermMaker(const Sketch& sketch, int function, uint32_t offset, Rng& rng)
    : sketch_(sketch), features_(sketch.FeaturesAt(function, offset)), rng_(rng) {}

const Feature* TermMaker::Pick(bool (*fits)(const Feature&)) {
  std::vector<double> weights;
  for (const Feature& feature : features_) weights.push_back(fits(feature) ? feature.weight : 0);
  const auto index = PickWeighted(weights, rng_);
  return index ? &features_[*index] : nullptr;
}

const Feature* TermMaker::PickNumber(Dimension dimension) {
  std::vector<double> weights;
  for (const Feature& f : features_)
    weights.push_back(IsNumber(f) && f.dimension == dimension ? f.weight : 0);
  const auto index = PickWeighted(weights, rng_);
  return index ? &features_[*index] : nullptr;
}

Term TermMaker::AsReal(const Feature& feature) const {
  if (feature.type.kind == ValueKind::kReal) return {feature.text, kPrimary, ValueKind::kReal};
  return {"double(" + feature.text + ")", kPrimary, ValueKind::kReal};
}

std::optional<Term> TermMaker::Mathematics(std::string_view function, const Term& argument) const {
  const auto found = sketch_.mathematics.find(function);
  if (found == sketch_.mathematics.end()) return std::nullopt;
  return Term{found->second + "(" + argument.text + ")", kPrimary, ValueKind::kReal};
}

std::optional<Term> TermMaker::Duration() {
  const Feature* now = Pick(IsNow);
  const Feature* past = Pick(IsPast);
  const Feature* plain = PickNumber(Dimension::kDuration);
  if (now && past && IsInteger(*now) && IsInteger(*past) && (!plain || rng_.Chance(0.3))) {
    return Term{"double(" + now->text + " - " + past->text + ")", kPrimary, ValueKind::kReal};
  }
  if (!plain) return std::nullopt;
  return AsReal(*plain);
}

std::optional<Term> TermMaker::Point() {
  const Feature* point = PickNumber(Dimension::kPoint);
  if (!point) return std::nullopt;
  return AsReal(*point);
}

std::optional<Term> TermMaker::Priority() {
  const Feature* priority = PickNumber(Dimension::kPriority);
  if (!priority) return std::nullopt;
  return AsReal(*priority);
}

Term TermMaker::Scale() {
  if (rng_.Chance(0.7)) {
    const Feature* length =
        rng_.Chance(0.75) ? PickNumber(Dimension::kDuration) : PickNumber(Dimension::kCount);
    if (length && rng_.Chance(0.5)) return AsReal(*length);
    if (length) {
      return {RealText(LogUniform(0.1, 10, rng_)) + " * " + AsReal(*length).text, kMultiplicative,
              ValueKind::kReal};
    }
  }
  return {RealText(LogUniform(1, 1e5, rng_)), kPrimary, ValueKind::kReal};
}

std::optional<Term> TermMaker::Ratio() {
  const Feature* count = PickNumber(Dimension::kCount);
  const Feature* bytes = PickNumber(Dimension::kBytes);
  const uint64_t choice = rng_.Below(10);
  if (choice < 3) {
    if (auto condition = Condition())
      return Term{Fit(*condition, kLogicalOr) + " ? 1.0 : 0.0", kAssignment, ValueKind::kReal};
  }
  if (!count) count = Pick(IsNumber);
  if (!count) return std::nullopt;
  const Term base = AsReal(*count);
  if (choice < 5) {
    const auto root = Mathematics("sqrt", base);
    if (root && IsInteger(*count) && !count->type.is_signed) return root;
  }
  if (choice < 7 && IsInteger(*count) && !count->type.is_signed) {
    if (auto logarithm = Mathematics("log", {"1.0 + " + base.text, kAdditive, ValueKind::kReal}))
      return logarithm;
  }
  if (choice == 7 && bytes)
    return Term{base.text + " / (1.0 + " + AsReal(*bytes).text + ")", kMultiplicative, ValueKind::kReal};
  if (choice == 8) return Term{"1.0 / (1.0 + " + base.text + ")", kMultiplicative, ValueKind::kReal};
  return base;
}

std::optional<Term> TermMaker::Real(int depth) {
  const uint64_t choice = depth <= 0 ? 0 : rng_.Below(12);
  if (choice < 4) {
    const Feature* feature = Pick(IsNumber);
    if (!feature) return std::nullopt;
    return AsReal(*feature);
  }
  if (choice < 6) return Ratio();
  if (choice < 7) return Duration();
  const auto left = Real(depth - 1);
  const auto right = Real(depth - 1);
  if (!left || !right) return left;
  switch (choice) {
    case 7:
      return Term{Fit(*left, kAdditive) + " + " + Fit(*right, kMultiplicative), kAdditive, ValueKind::kReal};
    case 8: {
      const Term factor{RealText(LogUniform(0.05, 1e4, rng_)), kPrimary, ValueKind::kReal};
      return Term{Fit(*left, kAdditive) + " + " + factor.text + " * " + Fit(*right, kUnary), kAdditive,
                  ValueKind::kReal};
    }
    case 9:
      return Term{Fit(*left, kMultiplicative) + " * " + Fit(*right, kUnary), kMultiplicative,
                  ValueKind::kReal};
    case 10:
      return Term{Fit(*left, kMultiplicative) + " / (1.0 + " + Fit(*right, kMultiplicative) + ")",
                  kMultiplicative, ValueKind::kReal};
    default: {
      const auto condition = Condition();
      if (!condition) return left;
      return Term{
          Fit(*condition, kLogicalOr) + " ? " + Fit(*left, kAssignment) + " : " + Fit(*right, kAssignment),
          kAssignment, ValueKind::kReal};
    }
  }
}

std::optional<Term> TermMaker::Integer() {
  const Feature* feature = Pick(IsInteger);
  if (!feature) return std::nullopt;
  const std::string number = std::to_string(2 + rng_.Below(7));
  switch (rng_.Below(8)) {
    case 0:
      return Term{feature->text + " + " + number, kAdditive, ValueKind::kInteger};
    case 1:
      return Term{feature->text + " / " + number, kMultiplicative, ValueKind::kInteger};
    case 2:
      return Term{feature->text + " * " + number, kMultiplicative, ValueKind::kInteger};
    default:
      return Term{feature->text, kPrimary, ValueKind::kInteger};
  }
}

std::optional<Term> TermMaker::CompareCounts() {
  const Feature* count = PickNumber(Dimension::kCount);
  if (!count) return std::nullopt;
  if (IsLength(*count)) {
    // A share of another length. One list alone is as long as the cache is full: that says nothing.
    const Feature* other = Pick(IsLength);
    if (other->text == count->text || std::ranges::count_if(features_, IsOwnLength) < 2) return std::nullopt;
    const std::string factor = std::to_string(1 + rng_.Below(12));
    const char* comparison = rng_.Chance(0.5) ? " > " : " < ";
    return Term{count->text + " * " + factor + comparison + other->text, kRelational, ValueKind::kBool};
  }
  const std::string bound = std::to_string(1 + rng_.Below(rng_.Chance(0.85) ? 2 : 5));
  const uint64_t choice = rng_.Below(6);
  if (choice == 0) return Term{count->text + " == " + bound, kEquality, ValueKind::kBool};
  return Term{count->text + (choice < 4 ? " > " : " <= ") + bound, kRelational, ValueKind::kBool};
}

std::optional<Term> TermMaker::CompareDurations() {
  const auto left = Duration();
  const auto right = Duration();
  if (!left) return std::nullopt;
  if (right && right->text != left->text && rng_.Chance(0.7)) {
    const std::string factor = rng_.Chance(0.5) ? "" : RealText(LogUniform(0.1, 8, rng_)) + " * ";
    return Term{left->text + " < " + factor + right->text, kRelational, ValueKind::kBool};
  }
  if (rng_.Chance(0.4)) return Term{left->text + " > 0.0", kRelational, ValueKind::kBool};
  // Objects stay for about as many requests as there are of them, or a few times that.
  if (const Feature* length = Pick(IsLength); length && rng_.Chance(0.8)) {
    return Term{left->text + " < " + RealText(LogUniform(0.1, 4, rng_)) + " * " + AsReal(*length).text,
                kRelational, ValueKind::kBool};
  }
  return Term{left->text + " < " + RealText(LogUniform(30, 5e3, rng_)), kRelational, ValueKind::kBool};
}

std::optional<Term> TermMaker::CompareOther() {
  switch (rng_.Below(4)) {
    case 0:
      if (const Feature* flag = Pick(IsBool))
        return Term{(rng_.Chance(0.5) ? "!" : "") + flag->text, kUnary, ValueKind::kBool};
      break;
    case 1:
      if (const Feature* kind = Pick(IsCategory); kind && rng_.Chance(0.1)) {
        return Term{kind->text + (rng_.Chance(0.5) ? " == " : " != ") + std::to_string(rng_.Below(2)),
                    kEquality, ValueKind::kBool};
      }
      break;
    case 2:
      if (const Feature* bytes = PickNumber(Dimension::kBytes); bytes && IsInteger(*bytes)) {
        return Term{bytes->text + " > " + std::to_string(1ull << (8 + rng_.Below(5))), kRelational,
                    ValueKind::kBool};
      }
      break;
    default:
      break;
  }
  return Share();
}

// A fixed share of objects or of moments.
std::optional<Term> TermMaker::Share() {
  const Feature* number = rng_.Chance(0.5) ? Pick(IsIdentity) : Pick(IsNow);
  if (!number) number = Pick(IsNow);
  if (!number || !IsInteger(*number)) return std::nullopt;
  const std::string mask = std::to_string((2ull << rng_.Below(4)) - 1);
  return Term{"(" + number->text + " & " + mask + ")" + (rng_.Chance(0.5) ? " == " : " != ") + "0", kEquality,
              ValueKind::kBool};
}

std::optional<Term> TermMaker::Condition() {
  const uint64_t choice = rng_.Below(10);
  std::optional<Term> made;
  // With an identity at hand, a fixed share of all objects is a choice of its own.
  if (choice == 0 && Pick(IsIdentity)) made = Share();
  if (!made && choice < 5) made = CompareCounts();
  if (!made && choice < 8) made = CompareDurations();
  if (!made) made = CompareOther();
  if (!made) made = CompareCounts();
  if (!made) made = CompareDurations();
  return made ? made : Share();
}

std::optional<Term> TermMaker::SlotValue(std::string_view except) {
  std::vector<double> weights;
  for (const Feature& f : features_) {
    weights.push_back(f.type.kind == ValueKind::kSlot && f.text != except ? f.weight : 0);
  }
  const auto index = PickWeighted(weights, rng_);
  if (!index) return std::nullopt;
  return Term{features_[*index].text, kPrimary, ValueKind::kSlot};
}

}  // namespace gauntlet::mutate
