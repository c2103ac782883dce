// Moves a step of a policy to another place, or exchanges two that stand side by side, where their order
// matters: where one writes what the other reads or writes.
#include <algorithm>
#include <array>
#include <set>

#include "host/mutate/operators.h"
#include "host/mutate/statement_sites.h"

namespace gauntlet::mutate {
namespace {

// Names of the function's own variables that the range mentions.
std::vector<std::string> LocalsIn(const Sketch& sketch, int function, Range range) {
  std::vector<std::string> names;
  for (const Expression& e : sketch.expressions) {
    if (e.function != function || e.kind != ExpressionKind::kName || !range.Contains(e.range)) continue;
    const std::string name(sketch.Text(e));
    const bool local = std::ranges::any_of(
        sketch.variables, [&](const Variable& v) { return v.function == function && v.name == name; });
    if (local && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

bool AllVisible(const Sketch& sketch, const std::vector<std::string>& names, int from, int function,
                uint32_t offset) {
  const auto is_constant = [&](const std::string& name) {
    return std::ranges::any_of(sketch.variables, [&](const Variable& v) {
      return v.function == from && v.name == name && v.constant;
    });
  };
  return std::ranges::all_of(names, [&](const std::string& name) {
    const bool constant = is_constant(name);
    return std::ranges::any_of(sketch.variables, [&](const Variable& v) {
      return v.function == function && v.name == name && (constant || !v.constant) &&
             v.visible.begin <= offset && offset < v.visible.end;
    });
  });
}

// What a statement reads and writes, by the last names of paths.
struct Effects {
  std::set<std::string, std::less<>> reads, writes;
  bool unknown = false;  // it calls what may do anything
};

Effects EffectsOf(const Sketch& sketch, Range range) {
  Effects effects;
  for (size_t i = 0; i < sketch.expressions.size(); ++i) {
    const Expression& e = sketch.expressions[i];
    if (!range.Contains(e.range)) continue;
    if (e.kind == ExpressionKind::kCall && !e.pure) {
      effects.unknown |= e.object.empty();
      effects.writes.emplace(LastNameOf(e.object));
    }
    if (e.kind != ExpressionKind::kName && e.kind != ExpressionKind::kMember) continue;
    const std::string_view name = LastNameOf(sketch.Text(e));
    (IsWritten(sketch, static_cast<int>(i)) ? effects.writes : effects.reads).emplace(name);
  }
  return effects;
}

bool OrderMatters(const Effects& a, const Effects& b) {
  if (a.unknown || b.unknown) return true;
  const auto meets = [](const auto& writes, const Effects& other) {
    return std::ranges::any_of(writes, [&](const std::string& name) {
      return other.reads.contains(name) || other.writes.contains(name);
    });
  };
  return meets(a.writes, b) || meets(b.writes, a);
}

// `if (list == kMain) ...` and `if (list == kGone) ...`: at most one of them does anything.
bool ExcludeEachOther(const Sketch& sketch, const Statement& a, const Statement& b) {
  if (a.condition < 0 || b.condition < 0) return false;
  const Expression& one = sketch.expressions[a.condition];
  const Expression& other = sketch.expressions[b.condition];
  if (one.op_text != "==" || other.op_text != "==" || one.operands.size() != 2 || other.operands.size() != 2)
    return false;
  const auto text = [&](const Expression& e, size_t side) {
    const int operand = e.operands[side];
    return operand < 0 ? std::string_view() : sketch.Text(sketch.expressions[operand]);
  };
  const int left = one.operands[1], right = other.operands[1];
  const bool constants =
      left >= 0 && right >= 0 && sketch.expressions[left].constant && sketch.expressions[right].constant;
  return constants && text(one, 0) == text(other, 0) && text(one, 1) != text(other, 1);
}

// A step that passes others on its way has to pass one where their order matters.
bool PassesNothing(const Sketch& sketch, const Statement& step, const Gap& gap) {
  if (gap.function != step.function) return false;
  const Effects own = EffectsOf(sketch, step.range);
  const Range way{std::min(gap.offset, step.range.end), std::max(gap.offset, step.range.begin)};
  return std::ranges::none_of(sketch.statements, [&](const Statement& s) {
    if (s.function != step.function || s.range.Contains(step.range) || !way.Overlaps(s.range)) return false;
    // Into another block, or out of one, it runs for others.
    const bool inside = s.range.begin < gap.offset && gap.offset < s.range.end;
    return inside || OrderMatters(own, EffectsOf(sketch, s.range));
  });
}

std::optional<Gap> OtherPlace(const Sketch& sketch, const Statement& statement, Rng& rng) {
  const std::string& owner = sketch.functions[statement.function].owner;
  const auto names = LocalsIn(sketch, statement.function, statement.range);
  const auto gaps = Gaps(sketch, owner);
  const auto index = PickSite(gaps, rng, [&](const Gap& gap) {
    if (gap.function == statement.function && rng.Chance(0.7)) return 0.0;
    if (statement.range.begin <= gap.offset && gap.offset <= statement.range.end) return 0.0;
    if (sketch.functions[gap.function].constant || PassesNothing(sketch, statement, gap)) return 0.0;
    return AllVisible(sketch, names, statement.function, gap.function, gap.offset)
               ? Freedom(sketch.functions[gap.function])
               : 0.0;
  });
  if (!index) return std::nullopt;
  return gaps[*index];
}

}  // namespace

std::optional<Proposal> ProposeMove(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  const auto movable = [&](const Statement& s) {
    return s.in_compound && IsFree(sketch, s) && !s.returns &&
           (s.kind == StatementKind::kIf || IsStep(sketch, s));
  };
  std::vector<std::array<size_t, 2>> pairs;
  for (size_t i = 0; i < sketch.statements.size(); ++i) {
    for (size_t k = i + 1; k < sketch.statements.size() && movable(sketch.statements[i]); ++k) {
      const Statement& a = sketch.statements[i];
      const Statement& b = sketch.statements[k];
      if (a.parent != b.parent || a.function != b.function) continue;
      const bool matters = movable(b) && !ExcludeEachOther(sketch, a, b) &&
                           OrderMatters(EffectsOf(sketch, a.range), EffectsOf(sketch, b.range));
      if (matters) pairs.push_back({i, k});
      break;  // only the next sibling
    }
  }
  if (!pairs.empty() && rng.Chance(0.15)) {
    const auto [i, k] = pairs[rng.Below(pairs.size())];
    const Range a = sketch.statements[i].range, b = sketch.statements[k].range;
    return Proposal{{a, std::string(sketch.Text(b))}, {b, std::string(sketch.Text(a))}};
  }
  const auto index = PickSite(sketch.statements, rng, [&](const Statement& s) {
    return movable(s) && s.kind != StatementKind::kIf ? WorthOfRemoving(sketch, s) : 0.0;
  });
  if (!index) return std::nullopt;
  const Statement& s = sketch.statements[*index];
  const auto place = OtherPlace(sketch, s, rng);
  if (!place) return std::nullopt;
  return Proposal{{WholeLines(sketch, s.range), ""},
                  PutAt(sketch, *place, std::string(sketch.Text(s.range)))};
}

}  // namespace gauntlet::mutate
