// Perturbs one numeric literal, or two, and keeps the type and the sign of each. Where only liftable literals
// change, the child's form is the parent's with other parameters.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "host/mutate/literal_use.h"
#include "host/mutate/operators.h"

namespace gauntlet::mutate {
namespace {

struct Spelling {
  std::string digits;
  std::string suffix;
  bool plain = false;  // decimal, without separators
};

Spelling Split(std::string_view text) {
  Spelling out;
  size_t end = text.size();
  const bool hex =
      text.starts_with("0x") || text.starts_with("0X") || text.starts_with("0b") || text.starts_with("0B");
  while (end > 0 && std::string_view("uUlLfFzZ").find(text[end - 1]) != std::string_view::npos &&
         !(hex && text[end - 1] == 'f'))
    --end;
  out.digits = std::string(text.substr(0, end));
  out.suffix = std::string(text.substr(end));
  std::erase(out.digits, '\'');
  out.plain = !hex && (out.digits.size() == 1 || out.digits[0] != '0' ||
                       out.digits.find_first_of(".e") != std::string::npos);
  return out;
}

std::optional<std::string> ChangeReal(std::string_view text, Rng& rng) {
  const Spelling spelling = Split(text);
  if (!spelling.plain) return std::nullopt;
  double value = 0;
  const auto parsed =
      std::from_chars(spelling.digits.data(), spelling.digits.data() + spelling.digits.size(), value);
  if (parsed.ec != std::errc() || !std::isfinite(value)) return std::nullopt;
  const double changed = value == 0 ? LogUniform(0.1, 100, rng) : Perturb(value, rng);
  if (!std::isfinite(changed) || changed == 0 || std::abs(changed) > 1e15 || std::abs(changed) < 1e-9)
    return std::nullopt;
  const std::string suffix = spelling.suffix.find_first_of("fF") != std::string::npos ? "f" : "";
  return RealText(changed) + suffix;
}

uint64_t NearInteger(uint64_t value, Rng& rng) {
  if (value <= 1) return value + (rng.Chance(0.7) ? 1 : 1 + rng.Below(4));
  switch (rng.Below(7)) {
    case 0:
      return value + 1;
    case 1:
      return value - 1;
    case 2:
      return value * 2;
    case 3:
      return value / 2;
    case 4:
      return uint64_t{1} << rng.Below(12);
    case 5:
      return 2 + rng.Below(30);
    default:
      return static_cast<uint64_t>(std::llround(static_cast<double>(value) * LogUniform(0.3, 3, rng)));
  }
}

// Rounds of a loop that an eviction can afford.
constexpr uint64_t kMostRounds = 64;

// 0 is kept away from places where it may divide, and is drawn seldom elsewhere.
std::optional<std::string> ChangeInteger(const Expression& site, std::string_view text, Rng& rng) {
  const Spelling spelling = Split(text);
  uint64_t value = 0;
  const auto parsed =
      std::from_chars(spelling.digits.data(), spelling.digits.data() + spelling.digits.size(), value);
  if (!spelling.plain || parsed.ec != std::errc()) return std::nullopt;
  uint64_t changed = NearInteger(value, rng);
  // A flag knows 0 and 1: what is assigned changes between them as often as not.
  if (value == 1 && !site.guarded && rng.Chance(site.assigned ? 0.85 : 0.2)) changed = 0;
  if (site.below > 0) {
    if (site.below < 2) return std::nullopt;
    changed = rng.Below(std::min<uint64_t>(site.below, 16));
  }
  if (changed == 0 && (site.guarded || value > 1 || site.bounds_loop)) changed = 1;
  if (site.bounds_loop) changed = std::min(changed, std::max(value, kMostRounds));
  if (spelling.suffix.empty() && changed > 0x7fffffff) return std::nullopt;
  if (changed == value) return std::nullopt;
  return std::to_string(changed) + spelling.suffix;
}

}  // namespace

std::optional<Proposal> ProposeLiteral(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  const auto weigh = [&](const Expression& e) { return UseOfLiteral(sketch, e).worth; };
  Proposal proposal;
  const int wanted = rng.Chance(0.2) ? 2 : 1;
  for (int i = 0; i < wanted; ++i) {
    const auto index = PickSite(sketch.expressions, rng, weigh);
    if (!index) return std::nullopt;
    const Expression& site = sketch.expressions[*index];
    if (!proposal.empty() && proposal[0].range == site.range) break;
    const std::string_view text = sketch.Text(site);
    const auto changed =
        site.kind == ExpressionKind::kReal ? ChangeReal(text, rng) : ChangeInteger(site, text, rng);
    if (!changed || *changed == text) break;
    proposal.push_back({site.range, *changed});
  }
  if (proposal.empty()) return std::nullopt;
  return proposal;
}

}  // namespace gauntlet::mutate
