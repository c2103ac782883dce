#include "host/mutate/literal_use.h"

#include <algorithm>

#include "host/mutate/operators.h"

namespace gauntlet::mutate {
namespace {

// The literal is the bound itself, and no factor of one: `i < 8`.
bool IsPlainBound(const Sketch& sketch, const Expression& e) {
  if (e.kind != ExpressionKind::kInteger) return false;
  if (e.parent < 0) return e.role == Role::kInitializer;
  const std::string_view op = sketch.expressions[e.parent].op_text;
  return op == "<" || op == "<=" || op == ">" || op == ">=" || op == "=";
}

LiteralUse Never(std::string_view why_not) { return {0, why_not}; }

}  // namespace

// The condition of a loop without a step may never end, an index is no number.
LiteralUse UseOfLiteral(const Sketch& sketch, const Expression& e) {
  if (e.kind != ExpressionKind::kInteger && e.kind != ExpressionKind::kReal) return Never("no number");
  if (e.function < 0 || e.fixed || !sketch.InBlock(e.range)) return Never("a constant, or a step of a loop");
  if (e.dead) return Never("nothing reads what it goes into");
  if (e.account) return Never("keeps account of what is where");
  if (OnlyTakesOut(sketch, e.function)) return Never("in a function that only takes out what leaves");
  if (e.parent >= 0 && sketch.expressions[e.parent].asks_place) return Never("asks where something is");
  if (e.bounds_loop && !IsPlainBound(sketch, e)) return Never("part of the bound of a loop");
  if (e.statement >= 0 && sketch.statements[e.statement].in_loop) return {0.02, {}};
  for (int up = e.parent; up >= 0; up = sketch.expressions[up].parent) {
    if (sketch.expressions[up].kind == ExpressionKind::kIndex && !sketch.expressions[up].pure)
      return Never("part of an index");
  }
  if (e.type.kind == ValueKind::kSlot || e.wanted.kind == ValueKind::kSlot) return Never("a slot");
  return {e.role == Role::kIndex ? 0.05 : 1, {}};
}

bool IsOperand(const Sketch& sketch, Range literal) {
  const auto e = std::ranges::find_if(sketch.expressions, [&](const Expression& x) {
    return x.range == literal && x.kind == ExpressionKind::kInteger;
  });
  if (e == sketch.expressions.end() || e->parent < 0) return false;
  const ExpressionKind kind = sketch.expressions[e->parent].kind;
  return kind == ExpressionKind::kBinary || kind == ExpressionKind::kAssignment;
}

}  // namespace gauntlet::mutate
