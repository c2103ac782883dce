#include "host/mutate/statement_sites.h"

#include <algorithm>

#include "host/mutate/operators.h"

namespace gauntlet::mutate {

std::string Indentation(const Sketch& sketch, uint32_t offset) {
  const size_t line = sketch.source.rfind('\n', offset == 0 ? 0 : offset - 1);
  const size_t start = line == std::string::npos ? 0 : line + 1;
  size_t end = start;
  while (end < offset && (sketch.source[end] == ' ' || sketch.source[end] == '\t')) ++end;
  return sketch.source.substr(start, end - start);
}

// The range with its line, if nothing else stands on it.
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

bool IsFree(const Sketch& sketch, const Statement& s) {
  if (s.function < 0 || s.in_loop || s.dead || !sketch.InBlock(s.range) ||
      sketch.functions[s.function].constructor)
    return false;
  return s.kind == StatementKind::kExpression || s.kind == StatementKind::kIf ||
         s.kind == StatementKind::kLoop || s.kind == StatementKind::kReturn;
}

// How much of what a hook does is choice and not bookkeeping: what leaves must leave the lists, what enters
// must enter one.
double Freedom(const Function& function) {
  struct Hook {
    std::string_view end;
    double freedom;
  };
  static constexpr Hook kHooks[] = {{"hit", 1},    {"admit", 1}, {"victim", 0.3}, {"insert", 0.3},
                                    {"miss", 0.3}, {"evict", 0}, {"forget", 0}};
  for (const Hook& hook : kHooks) {
    if (function.name.ends_with(hook.end)) return hook.freedom;
  }
  if (function.owner.empty() || function.result.kind == ValueKind::kReal) return 1;
  return function.result.kind == ValueKind::kBool ? 0.5 : 0;
}

bool IsPlacing(const Sketch& sketch, const Statement& s) {
  if (s.kind != StatementKind::kExpression || s.first < 0) return false;
  const Expression& e = sketch.expressions[s.first];
  return e.kind == ExpressionKind::kCall && !e.object.empty() &&
         (e.op_text.starts_with("move_") || e.op_text.starts_with("push_"));
}

bool IsUpdate(const Sketch& sketch, const Statement& s) {
  if (s.kind != StatementKind::kExpression || s.first < 0) return false;
  const Expression& e = sketch.expressions[s.first];
  return e.kind == ExpressionKind::kAssignment || e.kind == ExpressionKind::kUnary;
}

bool IsAccount(const Sketch& sketch, const Statement& s) {
  const Expression& e = sketch.expressions[s.first];
  // What is taken out of a structure at once, or put there.
  const bool acts = e.operands.size() > 1 && e.operands[1] >= 0 && !sketch.expressions[e.operands[1]].pure;
  if (e.account || acts) return true;
  const std::string_view text = sketch.Text(s.range);
  if (!e.operands.empty() && e.operands[0] >= 0) {
    const Expression& target = sketch.expressions[e.operands[0]];
    if (target.account || (target.kind == ExpressionKind::kIndex && target.type.kind == ValueKind::kSlot))
      return true;
  }
  const bool clears = e.op_text == "=" && e.operands.size() > 1 && e.operands[1] >= 0 &&
                      sketch.Text(sketch.expressions[e.operands[1]]) == "0";
  if (clears && sketch.functions[s.function].name.ends_with("insert")) return true;
  return text.find("bytes") != text.npos || text.find("used") != text.npos;
}

bool IsStep(const Sketch& sketch, const Statement& s) {
  return IsPlacing(sketch, s) || (IsUpdate(sketch, s) && !IsAccount(sketch, s));
}

bool KeepsBooks(const Sketch& sketch, const Statement& s) {
  if (s.kind != StatementKind::kExpression || s.first < 0) return false;
  const Expression& e = sketch.expressions[s.first];
  return e.kind == ExpressionKind::kCall || (IsUpdate(sketch, s) && IsAccount(sketch, s));
}

bool HoldsBooks(const Sketch& sketch, const Statement& s) {
  return std::ranges::any_of(sketch.statements, [&](const Statement& inner) {
    if (!s.range.Contains(inner.range) || !KeepsBooks(sketch, inner)) return false;
    return !sketch.expressions[inner.first].op_text.starts_with("move_");
  });
}

double WorthOfRemoving(const Sketch& sketch, const Statement& s) {
  if (!IsFree(sketch, s) || !s.in_compound || (s.last && s.returns)) return 0;
  const Function& function = sketch.functions[s.function];
  if (Protects(sketch.Text(s.range)) || (IsUpdate(sketch, s) && IsAccount(sketch, s))) return 0;
  if (s.kind == StatementKind::kReturn || s.kind == StatementKind::kLoop) return 0.3 * Freedom(function);
  if (s.kind == StatementKind::kIf && HoldsBooks(sketch, s)) return 0;
  if (s.condition >= 0) {
    const Expression& condition = sketch.expressions[s.condition];
    if (condition.heat < kLukewarm || condition.asks_amount || Protects(sketch, condition)) return 0;
  }
  // In a scan every candidate is told the same; what it finds is changed where it is judged.
  const double scan = s.repeats ? 0.1 : 1;
  if (s.kind == StatementKind::kIf || IsUpdate(sketch, s)) return scan * Freedom(function);
  return IsPlacing(sketch, s) && function.name.ends_with("hit") ? 1 : 0;
}

std::vector<Gap> Gaps(const Sketch& sketch, std::string_view owner) {
  std::vector<Gap> gaps;
  for (const Statement& s : sketch.statements) {
    if (s.function < 0 || s.in_loop || !sketch.InBlock(s.range) || sketch.functions[s.function].constructor)
      continue;
    if (sketch.functions[s.function].owner != owner) continue;
    if (s.in_compound) gaps.push_back({s.range.begin, s.function, false});
    const bool empty =
        s.kind == StatementKind::kCompound && s.parent < 0 &&
        std::ranges::none_of(
            sketch.statements,
            [&](const Statement& inner) { return inner.range != s.range && s.range.Contains(inner.range); });
    if (empty) gaps.push_back({s.range.end - 1, s.function, true});
    // After the last statement of a body that returns nothing.
    if (s.last && sketch.functions[s.function].result.kind == ValueKind::kVoid) {
      gaps.push_back({s.range.end, s.function, false});
    }
  }
  return gaps;
}

Replacement PutAt(const Sketch& sketch, const Gap& gap, const std::string& text) {
  const Range at{gap.offset, gap.offset};
  if (gap.empty_body) return {at, " " + text + " "};
  const char before = sketch.source[gap.offset == 0 ? 0 : gap.offset - 1];
  if (before == ';' || before == '}') {  // behind a last statement
    return {at, "\n" + Indentation(sketch, gap.offset) + text};
  }
  return {at, text + "\n" + Indentation(sketch, gap.offset)};
}

}  // namespace gauntlet::mutate
