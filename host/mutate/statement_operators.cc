// Operators on statements: guarded, removed, duplicated, inserted.
#include <algorithm>
#include <array>

#include "host/mutate/operators.h"
#include "host/mutate/statement_sites.h"

namespace gauntlet::mutate {
namespace {

std::optional<std::string> RandomAction(const Sketch& sketch, int function, uint32_t offset, TermMaker& maker,
                                        Rng& rng) {
  const auto slots = sketch.SlotsAt(function, offset);
  const auto& actions = sketch.functions[function].actions;
  // Where the hook has put the slot already, only the other end is another place.
  const std::string_view body = sketch.Text(sketch.functions[function].body);
  const auto placing = PickSite(actions, rng, [&](const Action& a) {
    const std::string end = a.method.substr(a.method.rfind('_') + 1) + "(";
    // A structure that something is put into the middle of has an order of its own.
    const bool ordered = sketch.source.find(a.object + ".insert_") != std::string::npos;
    return !ordered && a.method.starts_with("move_") && body.find(end) == std::string_view::npos ? 1.0 : 0.0;
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
  if (target.flag) {
    const std::string text = target.text + (rng.Chance(0.5) ? " = 0;" : " = 1;");
    return body.find(text) == body.npos ? std::optional(text) : std::nullopt;
  }
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
// `asked`: what the condition need not ask again.
std::optional<std::string> EarlyReturn(const Sketch& sketch, int function, std::string_view asked,
                                       TermMaker& maker) {
  const auto condition = maker.ConditionBeside(asked);
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

// What a guard before the statement need not ask again: the condition of a choice, the cell of a flag.
std::string_view SaidBy(const Sketch& sketch, const Statement& s) {
  if (s.condition >= 0) return sketch.Text(sketch.expressions[s.condition]);
  if (s.first >= 0 && sketch.expressions[s.first].flag) return sketch.Text(s.range);
  return "";
}

// A return before the statement would leave books half kept.
bool SplitsBooks(const Sketch& sketch, const Statement& s) {
  bool before = false, after = false;
  for (const Statement& other : sketch.statements) {
    if (other.function != s.function || !KeepsBooks(sketch, other)) continue;
    (other.range.end <= s.range.begin ? before : after) = true;
  }
  return before && after;
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
      const auto condition = maker.ConditionBeside(SaidBy(sketch, s));
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
    if (SplitsBooks(sketch, s)) return 0.0;
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
  const auto text = EarlyReturn(sketch, s.function, SaidBy(sketch, s), maker);
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
      const Expression& condition = sketch.expressions[s.condition];
      const bool round = condition.heat < kLukewarm;  // what costs little once would cost much every time
      if (round || condition.asks_amount || Protects(text) || text.find("break") != text.npos ||
          text.find("else") != text.npos)
        return 0.0;
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
                                          : EarlyReturn(sketch, gap.function, "", maker);
  if (!text) return std::nullopt;
  if (plain && rng.Chance(0.5)) {
    if (const auto condition = maker.Condition()) text = "if (" + condition->text + ") " + *text;
  }
  return Proposal{PutAt(sketch, gap, *text)};
}

}  // namespace gauntlet::mutate
