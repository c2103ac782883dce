// Which expressions say how long a loop goes on. A policy that walks a list in every eviction costs an
// evaluation ten times over, so these are left to the literals in them.
#include <algorithm>
#include <string_view>

#include "host/mutate/sketch.h"

namespace gauntlet::mutate {
namespace {

// `limit_` of `limit_`, of `this->limit_` and of `entry.limit_`.
std::string_view LastName(const Sketch& sketch, const Expression& e) {
  const std::string_view text = sketch.Text(e);
  const size_t at = text.find_last_of(".>");
  return at == text.npos ? text : text.substr(at + 1);
}

bool IsNamed(const Expression& e) {
  return e.kind == ExpressionKind::kName || e.kind == ExpressionKind::kMember;
}

void MarkStatement(Sketch& sketch, int statement) {
  for (Expression& e : sketch.expressions) {
    if (e.statement == statement) e.bounds_loop = true;
  }
}

// What gives a value to the number that `bound`, a name in a loop's condition, reads.
void MarkValues(Sketch& sketch, const Expression& bound) {
  const std::string_view name = LastName(sketch, bound);
  bool local = false;
  for (const Variable& v : sketch.variables) {
    if (v.function != bound.function || v.name != name) continue;
    local = true;
    if (v.statement >= 0) MarkStatement(sketch, v.statement);
  }
  // A member is a bound where the loop counts up to it; elsewhere it is the length of a list that the loop
  // makes shorter.
  const bool counted = bound.statement >= 0 && !sketch.statements[bound.statement].in_loop;
  if (!local && !counted) return;
  for (Function& function : sketch.functions) {
    for (Feature& f : function.features)
      f.assignable &= f.text != name && !f.text.ends_with("." + std::string(name));
  }
  for (const Expression& e : sketch.expressions) {
    if (e.kind != ExpressionKind::kAssignment || e.operands.empty() || e.operands[0] < 0) continue;
    const Expression& target = sketch.expressions[e.operands[0]];
    const bool same = IsNamed(target) && LastName(sketch, target) == name;
    if (same && e.statement >= 0 && (!local || e.function == bound.function))
      MarkStatement(sketch, e.statement);
  }
}

// The innermost loop around a statement counts up to a literal.
bool IsCounted(const Sketch& sketch, int statement) {
  int loop = sketch.statements[statement].parent;
  while (loop >= 0 && sketch.statements[loop].kind != StatementKind::kLoop)
    loop = sketch.statements[loop].parent;
  return loop >= 0 && std::ranges::any_of(sketch.expressions, [&](const Expression& e) {
           return e.statement == loop && e.bounds_loop && e.kind == ExpressionKind::kInteger;
         });
}

void MarkExit(Sketch& sketch, int index) {
  const Statement& choice = sketch.statements[index];
  const bool stops = sketch.Text(choice.range).find("break") != std::string_view::npos;
  if (!stops && (!choice.returns || IsCounted(sketch, index))) return;
  const Range condition = sketch.expressions[choice.condition].range;
  for (Expression& e : sketch.expressions) {
    if (e.statement == index && condition.Contains(e.range)) e.bounds_loop = true;
  }
  // `if (clause) return`: holding more often ends the loop earlier.
  const auto first = std::ranges::find(sketch.statements, index, &Statement::parent);
  if (first == sketch.statements.end()) return;
  const bool leaves = first->kind == StatementKind::kReturn || sketch.Text(first->range).starts_with("break");
  const bool has_else = sketch.Text(choice.range).find("else") != std::string_view::npos;
  sketch.expressions[choice.condition].leaves_loop = leaves && !has_else;
}

}  // namespace

void MarkLoopBounds(Sketch& sketch) {
  for (size_t i = 0; i < sketch.expressions.size(); ++i) {
    const Expression e = sketch.expressions[i];
    const bool in_header =
        e.bounds_loop && e.statement >= 0 && sketch.statements[e.statement].kind == StatementKind::kLoop;
    if (in_header && IsNamed(e) && e.type.IsNumber()) MarkValues(sketch, e);
  }
  for (size_t i = 0; i < sketch.statements.size(); ++i) {
    const Statement& s = sketch.statements[i];
    if (s.kind == StatementKind::kIf && s.repeats && s.condition >= 0) MarkExit(sketch, static_cast<int>(i));
  }
}

}  // namespace gauntlet::mutate
