// Operators that exchange an expression for another of its kind: operators swapped, operands substituted,
// subtrees replaced by one of their operands.
#include <algorithm>
#include <array>

#include "host/mutate/operators.h"

namespace gauntlet::mutate {
namespace {

constexpr std::array<std::string_view, 6> kComparisons = {"<", "<=", ">", ">=", "==", "!="};
constexpr std::array<std::string_view, 3> kArithmetic = {"+", "-", "*"};

uint8_t PrecedenceOf(std::string_view op) {
  if (op == "*" || op == "/") return kMultiplicative;
  if (op == "+" || op == "-") return kAdditive;
  if (op == "<<" || op == ">>") return kShift;
  if (op == "<" || op == "<=" || op == ">" || op == ">=") return kRelational;
  if (op == "==" || op == "!=") return kEquality;
  if (op == "&") return kBitAnd;
  if (op == "^") return kBitXor;
  if (op == "|") return kBitOr;
  return op == "&&" ? kLogicalAnd : kLogicalOr;
}

std::vector<std::string_view> Alternatives(const Expression& e, const Sketch& sketch) {
  const auto is = [&](std::string_view op) { return e.op_text == op; };
  std::vector<std::string_view> out;
  if (e.kind == ExpressionKind::kBinary) {
    if (std::ranges::find(kComparisons, e.op_text) != kComparisons.end())
      out = {"<", "<=", ">", ">=", "==", "!="};
    if (is("&&")) out = {"||"};
    if (is("||")) out = {"&&"};
    if (is("&")) out = {"|", "^"};
    if (is("|") || is("^")) out = {"&"};
    if (is(">>")) out = {"<<"};
    if (is("<<")) out = {">>"};
    const bool number = e.type.IsNumber();
    if (number && std::ranges::find(kArithmetic, e.op_text) != kArithmetic.end()) out = {"+", "-", "*"};
    // A divisor is never 0 where it divided before, so only its own operator may come back.
    if (number && is("/")) out = {"*", "+", "-"};
  }
  if (e.kind == ExpressionKind::kAssignment && e.type.IsNumber()) {
    if (is("+=")) out = {"-=", "="};
    if (is("-=")) out = {"+=", "="};
    if (is("*=") || is("/=")) out = {"+=", "-="};
  }
  // "1.0 + x" below a division or a logarithm keeps it positive.
  if (e.guarded && e.kind == ExpressionKind::kBinary && e.type.IsNumber()) out.clear();
  std::erase(out, e.op_text);
  const std::string_view left =
      e.operands.empty() || e.operands[0] < 0 ? "" : sketch.Text(sketch.expressions[e.operands[0]]);
  // Nothing unsigned is below 0.
  const int right = e.operands.size() < 2 ? -1 : e.operands[1];
  if (right >= 0 && sketch.Text(sketch.expressions[right]) == "0") {
    std::erase(out, "<"), std::erase(out, ">=");
    if (is("==")) out = {"!=", ">"};
    if (is("!=") || is(">")) out = {"=="};
  }
  if (right >= 0 && left == sketch.Text(sketch.expressions[right])) out.clear();
  return out;
}

bool InsideLoop(const Sketch& sketch, const Expression& e) {
  return e.statement >= 0 && sketch.statements[e.statement].in_loop;
}

double WorthOfSwap(const Sketch& sketch, const Expression& e) {
  if (e.op.size() == 0 || e.function < 0 || e.dead || !sketch.InBlock(e.range)) return 0;
  if (e.bounds_loop) return 0;
  if (InsideLoop(sketch, e) && e.kind == ExpressionKind::kAssignment) return 0;
  if (e.type.kind == ValueKind::kSlot || e.wanted.kind == ValueKind::kSlot) return 0;
  if (Alternatives(e, sketch).empty()) return 0;
  if (e.account || e.asks_place || OnlyTakesOut(sketch, e.function)) return 0;
  return Protects(sketch, e) ? 0 : 1;
}

// The other end, the other neighbour; what gives a number may give another.
bool IsCounterpart(std::string_view one, std::string_view other, std::string_view signature) {
  static constexpr std::array<std::array<std::string_view, 2>, 2> kEnds = {
      {{"front", "back"}, {"prev", "next"}}};
  if (!signature.starts_with("void") && !signature.starts_with("Slot")) return true;
  for (const auto& ends : kEnds) {
    for (const size_t i : {0, 1}) {
      if (!one.ends_with(ends[i]) || !other.ends_with(ends[1 - i])) continue;
      if (one.substr(0, one.size() - ends[i].size()) == other.substr(0, other.size() - ends[1 - i].size()))
        return true;
    }
  }
  return false;
}

// The same call on the same object with another method of the same signature: push_front for push_back.
std::vector<std::string> OtherMethods(const Sketch& sketch, const Expression& call) {
  std::vector<std::string> out;
  const auto same = [&](const Sibling& s) {
    return s.object_type == call.object_type && s.method == call.op_text;
  };
  const auto own = std::ranges::find_if(sketch.siblings, same);
  if (own == sketch.siblings.end()) return out;
  for (const Sibling& s : sketch.siblings) {
    if (s.object_type != own->object_type || s.signature != own->signature || s.is_const != own->is_const)
      continue;
    if (s.method != own->method && IsCounterpart(s.method, own->method, own->signature))
      out.push_back(s.method);
  }
  return out;
}

// The same call on another member of the same type.
std::vector<std::string> OtherObjects(const Sketch& sketch, const Expression& call) {
  std::vector<std::string> out;
  if (call.object.empty() || call.function < 0) return out;
  const std::string& owner = sketch.functions[call.function].owner;
  for (const Declaration& d : sketch.declarations) {
    if (d.is_field && d.owner == owner && d.type == call.object_type && d.name != call.object)
      out.push_back(d.name);
  }
  return out;
}

std::optional<Proposal> SubstituteCall(const Sketch& sketch, Rng& rng) {
  const auto weigh = [&](const Expression& e) {
    if (e.kind != ExpressionKind::kCall || e.object.empty() || e.dead || e.op.size() == 0 ||
        !sketch.InBlock(e.range))
      return 0.0;
    if (InsideLoop(sketch, e) || e.bounds_loop || e.account || OnlyTakesOut(sketch, e.function)) return 0.0;
    return OtherMethods(sketch, e).empty() && OtherObjects(sketch, e).empty() ? 0.0 : 1.0;
  };
  const auto index = PickSite(sketch.expressions, rng, weigh);
  if (!index) return std::nullopt;
  const Expression& call = sketch.expressions[*index];
  const auto methods = OtherMethods(sketch, call);
  const auto objects = OtherObjects(sketch, call);
  if (!objects.empty() && (methods.empty() || rng.Chance(0.5))) {
    const Range object{call.range.begin, call.range.begin + static_cast<uint32_t>(call.object.size())};
    return Proposal{{object, objects[rng.Below(objects.size())]}};
  }
  return Proposal{{call.op, methods[rng.Below(methods.size())]}};
}

bool IsSubstitutable(const Sketch& sketch, const Expression& e) {
  if (!IsReplaceable(sketch, e) || InsideLoop(sketch, e)) return false;
  if (e.role == Role::kIndex || e.guarded) return false;
  if (e.type.kind == ValueKind::kSlot || e.wanted.kind == ValueKind::kSlot)
    return e.kind != ExpressionKind::kInteger;
  return e.type.IsNumber() || e.type.kind == ValueKind::kBool;
}

std::optional<Term> ValueFor(const Expression& e, TermMaker& maker, const std::string& text, Rng& rng) {
  if (e.type.kind == ValueKind::kSlot) return maker.SlotValue(text);
  if (e.type.kind == ValueKind::kBool) return maker.Condition();
  if (IsRealSite(e)) return maker.Real(rng.Chance(0.6) ? 0 : 1);
  return maker.Integer();
}

}  // namespace

std::optional<Proposal> ProposeSwap(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  // Negating a condition is the swap of a whole choice.
  const auto is_condition = [&](const Expression& e) {
    if (e.role != Role::kCondition || e.kind == ExpressionKind::kParentheses || e.dead || e.bounds_loop)
      return 0.0;
    if (!sketch.InBlock(e.range) || InsideLoop(sketch, e)) return 0.0;
    if (e.account || e.asks_place || OnlyTakesOut(sketch, e.function)) return 0.0;
    return Protects(sketch, e) ? 0.0 : 1.0;
  };
  if (rng.Chance(0.25)) {
    if (const auto index = PickSite(sketch.expressions, rng, is_condition)) {
      const Expression& e = sketch.expressions[*index];
      const std::string_view text = sketch.Text(e);
      if (e.kind == ExpressionKind::kUnary && text.starts_with("!"))
        return Proposal{{e.range, std::string(text.substr(1))}};
      return Proposal{{e.range, "!" + Fit(TermOf(sketch, e), kUnary)}};
    }
  }
  const auto index =
      PickSite(sketch.expressions, rng, [&](const Expression& e) { return WorthOfSwap(sketch, e); });
  if (!index) return std::nullopt;
  const Expression& e = sketch.expressions[*index];
  const auto alternatives = Alternatives(e, sketch);
  const std::string_view chosen = alternatives[rng.Below(alternatives.size())];
  // Another operator may bind otherwise: its operands and the whole keep their grouping by parentheses.
  Proposal proposal{{e.op, std::string(chosen)}};
  const uint8_t binds = PrecedenceOf(chosen);
  const auto group = [&](const Expression& inner, uint8_t own, uint8_t needs) {
    if (own >= needs) return;
    proposal.push_back({{inner.range.begin, inner.range.begin}, "("});
    proposal.push_back({{inner.range.end, inner.range.end}, ")"});
  };
  if (e.kind != ExpressionKind::kBinary) return proposal;
  for (size_t i = 0; i < e.operands.size(); ++i) {
    if (e.operands[i] < 0) continue;
    const Expression& inner = sketch.expressions[e.operands[i]];
    group(inner, inner.precedence, static_cast<uint8_t>(binds + i));
  }
  group(e, binds, e.needs);
  return proposal;
}

std::optional<Proposal> ProposeSubstitute(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  if (rng.Chance(0.4)) {
    if (auto proposal = SubstituteCall(sketch, rng)) return proposal;
  }
  const auto weigh = [&](const Expression& e) {
    if (!IsSubstitutable(sketch, e)) return 0.0;
    // What a step of bookkeeping is told to enter or to leave has to be what does.
    if (e.type.kind == ValueKind::kSlot)
      return e.role == Role::kArgument || e.role == Role::kIndex ? 0.03 : 0.5;
    if (e.asks_place) return 0.0;
    return e.operands.empty() ? 1.0 : 0.6;
  };
  const auto index = PickSite(sketch.expressions, rng, weigh);
  if (!index) return std::nullopt;
  const Expression& e = sketch.expressions[*index];
  const std::string text(sketch.Text(e));
  TermMaker maker(sketch, e.function, e.range.begin, rng);
  const auto term = ValueFor(e, maker, text, rng);
  if (!term || term->text == text || term->text == "double(" + text + ")") return std::nullopt;
  return Proposal{{e.range, FitSite(e, *term)}};
}

std::optional<Proposal> ProposeSimplify(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  const auto can_stand_for = [&](const Expression& whole, int operand) {
    if (operand < 0) return false;
    const Expression& part = sketch.expressions[operand];
    if (part.kind == ExpressionKind::kInteger || part.kind == ExpressionKind::kReal) return false;
    if (whole.type.kind == ValueKind::kBool) return part.type.kind == ValueKind::kBool;
    return whole.type.IsNumber() && part.type.IsNumber() &&
           (IsRealSite(whole) || part.type.kind == ValueKind::kInteger);
  };
  const auto weigh = [&](const Expression& e) {
    if (!IsReplaceable(sketch, e) || InsideLoop(sketch, e) || e.guarded || e.type.kind == ValueKind::kSlot)
      return 0.0;
    const bool composed = e.kind == ExpressionKind::kBinary || e.kind == ExpressionKind::kConditional ||
                          (e.kind == ExpressionKind::kCall && e.object.empty());
    const bool any = std::ranges::any_of(e.operands, [&](int operand) { return can_stand_for(e, operand); });
    return !composed || !any || e.asks_place ? 0.0 : 1.0;
  };
  const auto index = PickSite(sketch.expressions, rng, weigh);
  if (!index) return std::nullopt;
  const Expression& e = sketch.expressions[*index];
  std::vector<int> parts;
  std::ranges::copy_if(e.operands, std::back_inserter(parts),
                       [&](int operand) { return can_stand_for(e, operand); });
  const Expression& part = sketch.expressions[parts[rng.Below(parts.size())]];
  const bool group = part.kind == ExpressionKind::kParentheses && part.operands[0] >= 0;
  return Proposal{{e.range, FitSite(e, TermOf(sketch, group ? sketch.expressions[part.operands[0]] : part))}};
}

}  // namespace gauntlet::mutate
