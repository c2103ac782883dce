#include "host/mutate/operators.h"

#include <algorithm>
#include <array>

namespace gauntlet::mutate {
namespace {

constexpr std::array kOperators = {
    Operator{"literal", 3, Size::kKeeps, ProposeLiteral},
    Operator{"swap", 1, Size::kKeeps, ProposeSwap},
    Operator{"substitute", 2, Size::kKeeps, ProposeSubstitute},
    Operator{"simplify", 1, Size::kShrinks, ProposeSimplify},
    Operator{"grow", 4, Size::kGrows, ProposeGrow},
    Operator{"fresh", 1.5, Size::kKeeps, ProposeFresh},
    Operator{"condition", 1.5, Size::kGrows, ProposeCondition},
    Operator{"guard", 1, Size::kKeeps, ProposeGuard},
    Operator{"remove", 0.7, Size::kShrinks, ProposeRemove},
    Operator{"duplicate", 0.5, Size::kKeeps, ProposeDuplicate},
    Operator{"move", 0.5, Size::kKeeps, ProposeMove},
    Operator{"insert", 1, Size::kKeeps, ProposeInsert},
    Operator{"state", 0.8, Size::kKeeps, ProposeState},
    Operator{"crossover", 1.5, Size::kKeeps, ProposeCrossover},
};

}  // namespace

std::span<const Operator> Operators() { return kOperators; }

const Operator* FindOperator(std::string_view name) {
  const auto found = std::ranges::find(kOperators, name, &Operator::name);
  return found == kOperators.end() ? nullptr : &*found;
}

Term TermOf(const Sketch& sketch, const Expression& site) {
  return {std::string(sketch.Text(site)), site.precedence, site.type.kind};
}

bool IsReplaceable(const Sketch& sketch, const Expression& site) {
  if (site.fixed || site.dead || site.bounds_loop || site.account || !site.pure || site.function < 0 ||
      !sketch.InBlock(site.range))
    return false;
  if (site.role == Role::kDiscarded || site.kind == ExpressionKind::kParentheses) return false;
  if (site.parent >= 0) {
    const Expression& whole = sketch.expressions[site.parent];
    const bool compares = whole.op_text == "==" || whole.op_text == "!=";
    if (compares && (whole.asks_slot || whole.asks_place)) return false;
  }
  if (OnlyTakesOut(sketch, site.function) || Protects(sketch, site)) return false;
  return true;
}

bool Protects(std::string_view text) {
  return text.find("NoSlot") != text.npos || text.find("empty(") != text.npos ||
         text.find("contains(") != text.npos;
}

bool Protects(const Sketch& sketch, const Expression& site) {
  return site.asks_slot || Protects(sketch.Text(site));
}

bool OnlyTakesOut(const Sketch& sketch, int function) {
  const std::string_view name = sketch.functions[function].name;
  return name.ends_with("evict") || name.ends_with("forget");
}

Range WholeLines(const Sketch& sketch, Range range) {
  const std::string& s = sketch.source;
  uint32_t begin = range.begin;
  while (begin > 0 && (s[begin - 1] == ' ' || s[begin - 1] == '\t')) --begin;
  uint32_t end = range.end;
  while (end < s.size() && (s[end] == ' ' || s[end] == '\t')) ++end;
  const bool starts = begin == 0 || s[begin - 1] == '\n';
  if (!starts || end >= s.size() || s[end] != '\n') return range;
  return {begin, end + 1};
}

bool IsRealSite(const Expression& site) {
  return site.type.kind == ValueKind::kReal ||
         (site.type.kind == ValueKind::kInteger && site.wanted.kind == ValueKind::kReal);
}

std::string FitSite(const Expression& site, const Term& term) {
  if (!site.exact || site.wanted.name.empty()) return Fit(term, site.needs);
  return "static_cast<" + site.wanted.name + ">(" + term.text + ")";
}

}  // namespace gauntlet::mutate
