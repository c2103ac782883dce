// Operators on statements: guarded, removed, duplicated, moved, inserted.
#include <algorithm>
#include <array>

#include "host/mutate/operators.h"

namespace gauntlet::mutate {
namespace {

std::string Indentation(const Sketch& sketch, uint32_t offset) {
  const size_t line = sketch.source.rfind('\n', offset == 0 ? 0 : offset - 1);
  const size_t start = line == std::string::npos ? 0 : line + 1;
  size_t end = start;
  while (end < offset && (sketch.source[end] == ' ' || sketch.source[end] == '\t')) ++end;
  return sketch.source.substr(start, end - start);
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

// A call on a member structure that puts a slot somewhere: `order_.move_to_front(slot)`.
bool IsPlacing(const Sketch& sketch, const Statement& s) {
  if (s.kind != StatementKind::kExpression || s.first < 0) return false;
  const Expression& e = sketch.expressions[s.first];
  return e.kind == ExpressionKind::kCall && !e.object.empty() &&
         (e.op_text.starts_with("move_") || e.op_text.starts_with("push_"));
}

// Changes a number: an assignment, a step.
bool IsUpdate(const Sketch& sketch, const Statement& s) {
  if (s.kind != StatementKind::kExpression || s.first < 0) return false;
  const Expression& e = sketch.expressions[s.first];
  return e.kind == ExpressionKind::kAssignment || e.kind == ExpressionKind::kUnary;
}

// Keeps account of what is where, or clears what is clear: no choice of the policy.
bool IsAccount(const Sketch& sketch, const Statement& s) {
  const Expression& e = sketch.expressions[s.first];
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

double WorthOfRemoving(const Sketch& sketch, const Statement& s) {
  if (!IsFree(sketch, s) || !s.in_compound || (s.last && s.returns)) return 0;
  const Function& function = sketch.functions[s.function];
  if (Protects(sketch.Text(s.range)) || (IsUpdate(sketch, s) && IsAccount(sketch, s))) return 0;
  if (s.kind == StatementKind::kReturn || s.kind == StatementKind::kLoop) return 0.3 * Freedom(function);
  if (s.condition >= 0 && Protects(sketch, sketch.expressions[s.condition])) return 0;
  // In a scan every candidate is told the same; what it finds is changed where it is judged.
  const double scan = s.repeats ? 0.1 : 1;
  if (s.kind == StatementKind::kIf || IsUpdate(sketch, s)) return scan * Freedom(function);
  return IsPlacing(sketch, s) && function.name.ends_with("hit") ? 1 : 0;
}

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

// Where a statement may be put: before each statement of a block, and in bodies that are empty.
struct Gap {
  uint32_t offset;
  int function;
  bool empty_body;
};

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

std::optional<std::string> RandomAction(const Sketch& sketch, int function, uint32_t offset, TermMaker& maker,
                                        Rng& rng) {
  const auto slots = sketch.SlotsAt(function, offset);
  const auto& actions = sketch.functions[function].actions;
  // Where the hook has put the slot already, only the other end is another place.
  const std::string_view body = sketch.Text(sketch.functions[function].body);
  const auto placing = PickSite(actions, rng, [&](const Action& a) {
    const std::string end = a.method.substr(a.method.rfind('_') + 1) + "(";
    return a.method.starts_with("move_") && body.find(end) == std::string_view::npos ? 1.0 : 0.0;
  });
  if (placing && !slots.empty() && rng.Chance(0.75)) {
    std::string text = actions[*placing].text;
    return text.replace(text.find('$'), 1, slots[rng.Below(slots.size())]);
  }
  std::vector<double> weights;
  for (const Feature& f : maker.features())
    weights.push_back(f.assignable && f.type.IsNumber() && IsRead(sketch, f.text) ? 1 : 0);
  const auto index = PickWeighted(weights, rng);
  if (!index) return std::nullopt;
  const Feature& target = maker.features()[*index];
  switch (rng.Below(4)) {
    case 0:
      return target.text + " = 0;";
    case 1:
      return "++" + target.text + ";";
    case 2:
      return target.text + " /= 2;";
    default:
      break;
  }
  const auto value = target.type.kind == ValueKind::kReal ? maker.Real(1) : maker.Integer();
  if (!value || value->text == target.text) return std::nullopt;
  return target.text + " = " + value->text + ";";
}

// A return that leaves the function early, with what its kind of result allows.
std::optional<std::string> EarlyReturn(const Sketch& sketch, int function, TermMaker& maker) {
  const auto condition = maker.Condition();
  if (!condition) return std::nullopt;
  const ValueType& result = sketch.functions[function].result;
  std::string value;
  if (result.kind == ValueKind::kReal) {
    const auto term = maker.Real(2);
    if (!term) return std::nullopt;
    value = " " + term->text;
  } else if (result.kind == ValueKind::kBool) {
    value = " false";  // most of what is asked for is admitted
  } else if (result.kind == ValueKind::kSlot) {
    const auto slot = maker.SlotValue("");
    if (!slot || !(slot->text.ends_with("back()") || slot->text.ends_with("front()"))) return std::nullopt;
    value = " " + slot->text;
    const std::string own = "return" + value + ";";
    if (sketch.Text(sketch.functions[function].body).find(own) != std::string_view::npos) return std::nullopt;
  } else if (result.kind != ValueKind::kVoid) {
    return std::nullopt;
  }
  return "if (" + condition->text + ") return" + value + ";";
}

// Both name a member of the class: swapping them is likely to matter.
bool Share(const Sketch& sketch, const Statement& a, const Statement& b) {
  for (const Declaration& d : sketch.declarations) {
    if (!d.is_field) continue;
    if (sketch.Text(a.range).find(d.name) != std::string_view::npos &&
        sketch.Text(b.range).find(d.name) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::optional<Gap> OtherPlace(const Sketch& sketch, const Statement& statement, Rng& rng) {
  const std::string& owner = sketch.functions[statement.function].owner;
  const auto names = LocalsIn(sketch, statement.function, statement.range);
  const auto gaps = Gaps(sketch, owner);
  const auto index = PickSite(gaps, rng, [&](const Gap& gap) {
    if (gap.function == statement.function && rng.Chance(0.7)) return 0.0;
    if (statement.range.begin <= gap.offset && gap.offset <= statement.range.end) return 0.0;
    if (sketch.functions[gap.function].constant) return 0.0;
    return AllVisible(sketch, names, statement.function, gap.function, gap.offset)
               ? Freedom(sketch.functions[gap.function])
               : 0.0;
  });
  if (!index) return std::nullopt;
  return gaps[*index];
}

}  // namespace

std::optional<Proposal> ProposeGuard(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  const auto weigh = [&](const Statement& s) {
    if (s.kind == StatementKind::kLoop || s.kind == StatementKind::kReturn) return 0.0;
    return WorthOfRemoving(sketch, s);
  };
  // An early return guards all that follows it.
  const bool early = rng.Chance(0.4);
  if (!early) {
    if (const auto index = PickSite(sketch.statements, rng, weigh)) {
      const Statement& s = sketch.statements[*index];
      TermMaker maker(sketch, s.function, s.range.begin, rng);
      const auto condition = maker.Condition();
      if (!condition) return std::nullopt;
      // With braces, so that an else of its own stays its own.
      if (s.kind == StatementKind::kIf) {
        return Proposal{{{s.range.begin, s.range.begin}, "if (" + condition->text + ") { "},
                        {{s.range.end, s.range.end}, " }"}};
      }
      return Proposal{{{s.range.begin, s.range.begin}, "if (" + condition->text + ") "}};
    }
  }
  const auto first = PickSite(sketch.statements, rng, [&](const Statement& s) {
    if (!s.in_compound || s.function < 0 || s.in_loop || !sketch.InBlock(s.range)) return 0.0;
    const Function& function = sketch.functions[s.function];
    if (function.constructor) return 0.0;
    return function.owner.empty() || function.result.kind != ValueKind::kVoid ||
                   function.name.ends_with("hit")
               ? Freedom(function)
               : 0.0;
  });
  if (!first) return std::nullopt;
  const Statement& s = sketch.statements[*first];
  TermMaker maker(sketch, s.function, s.range.begin, rng);
  const auto text = EarlyReturn(sketch, s.function, maker);
  if (!text) return std::nullopt;
  return Proposal{PutAt(sketch, {s.range.begin, s.function, false}, *text)};
}

std::optional<Proposal> ProposeRemove(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  // A choice may lose its condition and keep what it guarded.
  if (rng.Chance(0.4)) {
    const auto index = PickSite(sketch.statements, rng, [&](const Statement& s) {
      if (s.kind != StatementKind::kIf || s.condition < 0 || !s.in_compound || s.returns ||
          !IsFree(sketch, s))
        return 0.0;
      const std::string_view text = sketch.Text(s.range);
      if (Protects(text) || text.find("break") != text.npos || text.find("else") != text.npos) return 0.0;
      return Freedom(sketch.functions[s.function]);
    });
    if (index) {
      const Statement& choice = sketch.statements[*index];
      for (size_t i = *index + 1; i < sketch.statements.size(); ++i) {
        if (sketch.statements[i].parent != static_cast<int>(*index)) continue;
        return Proposal{{choice.range, std::string(sketch.Text(sketch.statements[i].range))}};
      }
    }
  }
  const auto index =
      PickSite(sketch.statements, rng, [&](const Statement& s) { return WorthOfRemoving(sketch, s); });
  if (!index) return std::nullopt;
  return Proposal{{WholeLines(sketch, sketch.statements[*index].range), ""}};
}

std::optional<Proposal> ProposeDuplicate(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  // Twice the same is the same, but for steps; a placing is repeated otherwise, and for some objects only.
  const auto is_step = [&](const Statement& s) {
    if (!IsUpdate(sketch, s)) return false;
    const Expression& e = sketch.expressions[s.first];
    if (e.op_text != "=") return true;
    if (e.operands[0] < 0 || e.operands[1] < 0) return false;
    const std::string_view target = sketch.Text(sketch.expressions[e.operands[0]]);
    return sketch.Text(sketch.expressions[e.operands[1]]).find(target) != std::string_view::npos;
  };
  const auto index = PickSite(sketch.statements, rng, [&](const Statement& s) {
    if (!IsFree(sketch, s) || !s.in_compound) return 0.0;
    const Function& function = sketch.functions[s.function];
    // What enters is all alike but for the request that brings it.
    const bool tells = function.parameters.size() > 1 && !function.parameters[1].empty();
    if (IsPlacing(sketch, s))
      return function.name.ends_with("hit") ? 1.0 : function.name.ends_with("insert") && tells ? 0.3 : 0.0;
    return is_step(s) && !IsAccount(sketch, s) && Freedom(function) >= 0.3 ? Freedom(function) : 0.0;
  });
  if (!index) return std::nullopt;
  const Statement& s = sketch.statements[*index];
  std::string text(sketch.Text(s.range));
  if (IsPlacing(sketch, s)) {
    const Expression& e = sketch.expressions[s.first];
    const bool to_front = e.op_text.ends_with("front");
    // It is in the list already: pushing it once more would do nothing.
    const std::string method = to_front ? "move_to_back" : "move_to_front";
    const bool moves = std::ranges::any_of(sketch.siblings, [&](const Sibling& other) {
      return other.object_type == e.object_type && other.method == method && other.signature == "void(Slot,)";
    });
    if (!moves) return std::nullopt;
    TermMaker maker(sketch, s.function, s.range.end, rng);
    const auto condition = maker.Condition();
    if (!condition) return std::nullopt;
    text.replace(e.op.begin - s.range.begin, e.op.size(), method);
    text = "if (" + condition->text + ") " + text;
  }
  return Proposal{PutAt(sketch, {s.range.end, s.function, false}, text)};
}

std::optional<Proposal> ProposeMove(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  const auto movable = [&](const Statement& s) {
    return s.in_compound && IsFree(sketch, s) && !s.returns && s.kind != StatementKind::kLoop;
  };
  std::vector<std::array<size_t, 2>> pairs;
  for (size_t i = 0; i < sketch.statements.size(); ++i) {
    for (size_t k = i + 1; k < sketch.statements.size() && movable(sketch.statements[i]); ++k) {
      const Statement& a = sketch.statements[i];
      const Statement& b = sketch.statements[k];
      if (a.parent != b.parent || a.function != b.function) continue;
      if (movable(b) && Share(sketch, a, b)) pairs.push_back({i, k});
      break;  // only the next sibling
    }
  }
  if (!pairs.empty() && rng.Chance(0.15)) {
    const auto [i, k] = pairs[rng.Below(pairs.size())];
    const Range a = sketch.statements[i].range, b = sketch.statements[k].range;
    return Proposal{{a, std::string(sketch.Text(b))}, {b, std::string(sketch.Text(a))}};
  }
  const auto index = PickSite(sketch.statements, rng, [&](const Statement& s) {
    return movable(s) && (IsPlacing(sketch, s) || IsUpdate(sketch, s)) ? WorthOfRemoving(sketch, s) : 0.0;
  });
  if (!index) return std::nullopt;
  const Statement& s = sketch.statements[*index];
  const auto place = OtherPlace(sketch, s, rng);
  if (!place) return std::nullopt;
  return Proposal{{WholeLines(sketch, s.range), ""},
                  PutAt(sketch, *place, std::string(sketch.Text(s.range)))};
}

std::optional<Proposal> ProposeInsert(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  std::vector<Gap> gaps;
  for (const Class& owner : sketch.classes)
    std::ranges::copy(Gaps(sketch, owner.name), std::back_inserter(gaps));
  std::ranges::copy(Gaps(sketch, ""), std::back_inserter(gaps));
  const auto gives_number = [](const Function& f) {
    return f.result.kind == ValueKind::kReal || f.result.kind == ValueKind::kBool;
  };
  const auto index = PickSite(gaps, rng, [&](const Gap& gap) {
    const Function& function = sketch.functions[gap.function];
    const bool hook = function.name.ends_with("hit") || function.name.ends_with("insert");
    if (function.constant || !(hook || gives_number(function))) return 0.0;
    // A step that others follow is mostly undone by them.
    const bool behind = sketch.source[gap.offset - 1] == ';' || sketch.source[gap.offset - 1] == '}';
    return hook && !behind ? 0 : Freedom(function);
  });
  if (!index) return std::nullopt;
  const Gap gap = gaps[*index];
  TermMaker maker(sketch, gap.function, gap.offset, rng);
  const bool plain = !gives_number(sketch.functions[gap.function]);
  std::optional<std::string> text = plain ? RandomAction(sketch, gap.function, gap.offset, maker, rng)
                                          : EarlyReturn(sketch, gap.function, maker);
  if (!text) return std::nullopt;
  if (plain && rng.Chance(0.5)) {
    if (const auto condition = maker.Condition()) text = "if (" + condition->text + ") " + *text;
  }
  return Proposal{PutAt(sketch, gap, *text)};
}

}  // namespace gauntlet::mutate
