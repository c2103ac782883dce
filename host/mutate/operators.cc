#include "host/mutate/operators.h"

#include <algorithm>
#include <array>
#include <cctype>

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

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool HasWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !IsWordCharacter(text[at - 1])) && (end == text.size() || !IsWordCharacter(text[end])))
      return true;
  }
  return false;
}

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
  if (site.asks_amount && site.type.kind == ValueKind::kBool) return false;
  if (site.role == Role::kDiscarded || site.kind == ExpressionKind::kParentheses) return false;
  if (site.parent >= 0) {
    const Expression& whole = sketch.expressions[site.parent];
    const bool compares = whole.op_text == "==" || whole.op_text == "!=";
    if (compares && (whole.asks_slot || whole.asks_place)) return false;
    if (whole.op_text == "%") return false;  // of a round
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

bool KeepsBest(const Sketch& sketch, const Expression& condition) {
  return std::ranges::any_of(
      condition.operands, [&](int operand) { return operand >= 0 && sketch.expressions[operand].extreme; });
}

bool OnlyTakesOut(const Sketch& sketch, int function) {
  const std::string_view name = sketch.functions[function].name;
  return name.ends_with("evict") || name.ends_with("forget") || name.starts_with("operator");
}

bool KeepsObject(const Sketch& sketch, const Expression& site, std::string_view text) {
  if (sketch.functions[site.function].result.kind != ValueKind::kReal) return true;
  std::vector<std::string_view> names;  // of what hangs on the slot
  for (const Variable& v : sketch.variables) {
    if (v.function != site.function) continue;
    const bool slot = v.parameter && v.type.kind == ValueKind::kSlot;
    const std::string_view from = v.statement < 0 ? "" : sketch.Text(sketch.statements[v.statement].range);
    const size_t value = from.find('=');
    const bool derived = value != from.npos && std::ranges::any_of(names, [&](std::string_view name) {
                           return HasWord(from.substr(value), name);
                         });
    if (slot || derived) names.push_back(v.name);
  }
  const auto reads = [&](std::string_view where) {
    return std::ranges::any_of(names, [&](std::string_view name) { return HasWord(where, name); });
  };
  return !reads(sketch.Text(site)) || reads(text);
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
