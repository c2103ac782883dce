// Which expressions keep account of what is where. A wrong one names a victim that is not there or never
// ends: no choice of the policy, so operators leave them alone.
#include <algorithm>
#include <set>
#include <string_view>

#include "host/mutate/sketch.h"

namespace gauntlet::mutate {
namespace {

using Names = std::set<std::string, std::less<>>;

std::string_view LastName(std::string_view text) {
  const size_t at = text.find_last_of(".>");
  return at == text.npos ? text : text.substr(at + 1);
}

bool IsNamed(const Expression& e) {
  return e.kind == ExpressionKind::kName || e.kind == ExpressionKind::kMember;
}

// `count_` of `count_[slot]`.
std::string_view Target(const Sketch& sketch, int index) {
  while (index >= 0 && sketch.expressions[index].kind == ExpressionKind::kIndex) {
    const auto& operands = sketch.expressions[index].operands;
    index = operands.empty() ? -1 : operands[0];
  }
  return index < 0 ? std::string_view() : LastName(sketch.Text(sketch.expressions[index]));
}

bool CountsBytes(std::string_view name) {
  return name.find("bytes") != name.npos || name.find("used") != name.npos;
}

// An integer that a structure is asked with: a key, the number of a list, an index. The keys of a heap are
// priorities.
bool IsKey(const Sketch& sketch, const Expression& e) {
  if (!e.type.IsNumber() || e.wanted.kind != ValueKind::kInteger || e.parent < 0) return false;
  const Expression& call = sketch.expressions[e.parent];
  if (e.role == Role::kIndex) return true;
  if (e.role != Role::kArgument || call.type.kind == ValueKind::kReal) return false;
  if (call.object_type.find("Heap") != std::string::npos) return false;
  return !call.object.empty() || std::ranges::any_of(sketch.functions, [&](const Function& f) {
    return !f.owner.empty() && f.name == call.op_text;
  });
}

// Marks the expression and all below it; tells the names in it on.
bool Mark(Sketch& sketch, int index, Names& names) {
  if (index < 0) return false;
  Expression& e = sketch.expressions[index];
  const bool is_new = !e.account;
  e.account = true;
  if (IsNamed(e) && e.type.IsNumber()) names.emplace(LastName(sketch.Text(e)));
  if (e.kind == ExpressionKind::kIndex && e.type.IsNumber()) names.emplace(Target(sketch, index));
  const std::vector<int> operands = e.operands;
  for (const int operand : operands) Mark(sketch, operand, names);
  return is_new;
}

// What is assigned to an account, or is its first value, is one too.
bool MarkSources(Sketch& sketch, Names& names) {
  bool changed = false;
  for (size_t i = 0; i < sketch.expressions.size(); ++i) {
    const Expression e = sketch.expressions[i];
    const bool steps = e.kind == ExpressionKind::kUnary && (e.op_text == "++" || e.op_text == "--");
    if ((e.kind == ExpressionKind::kAssignment || steps) && !e.operands.empty()) {
      const std::string_view target = Target(sketch, e.operands[0]);
      if (!names.contains(target) && !CountsBytes(target)) continue;
      for (const int operand : e.operands) changed |= Mark(sketch, operand, names);
    } else if (e.role == Role::kInitializer && e.parent < 0) {
      const bool account = std::ranges::any_of(sketch.variables, [&](const Variable& v) {
        return v.statement == e.statement && v.statement >= 0 && names.contains(v.name);
      });
      if (account) changed |= Mark(sketch, static_cast<int>(i), names);
    }
  }
  return changed;
}

// A local that a structure gave for a slot: the number of its list.
bool IsPlace(const Sketch& sketch, const Expression& name) {
  return std::ranges::any_of(sketch.expressions, [&](const Expression& e) {
    if (e.role != Role::kInitializer || e.parent >= 0 || e.kind != ExpressionKind::kCall || e.object.empty())
      return false;
    const bool of_slot = std::ranges::any_of(e.operands, [&](int operand) {
      return operand >= 0 && sketch.expressions[operand].type.kind == ValueKind::kSlot;
    });
    return of_slot && std::ranges::any_of(sketch.variables, [&](const Variable& v) {
             return v.statement >= 0 && v.statement == e.statement && v.name == sketch.Text(name);
           });
  });
}

// Conditions that ask where something is.
void MarkQuestions(Sketch& sketch, const Names& names) {
  for (size_t i = 0; i < sketch.expressions.size(); ++i) {
    const Expression e = sketch.expressions[i];
    if (e.kind != ExpressionKind::kBinary || (e.op_text != "==" && e.op_text != "!=")) continue;
    bool place = false, slot = false;
    for (const int operand : e.operands) {
      if (operand < 0) continue;
      const Expression& o = sketch.expressions[operand];
      slot |= o.type.kind == ValueKind::kSlot || o.type.kind == ValueKind::kOther;
      if (o.type.kind == ValueKind::kInteger)
        place |= names.contains(Target(sketch, operand)) || IsPlace(sketch, o);
    }
    for (int up = static_cast<int>(i); up >= 0; up = sketch.expressions[up].parent) {
      sketch.expressions[up].asks_slot |= slot;
      sketch.expressions[up].asks_place |= place;
    }
  }
}

}  // namespace

void MarkAccounts(Sketch& sketch) {
  Names names;
  for (size_t i = 0; i < sketch.expressions.size(); ++i) {
    if (IsKey(sketch, sketch.expressions[i])) Mark(sketch, static_cast<int>(i), names);
    const Expression& e = sketch.expressions[i];
    const bool sum =
        e.role == Role::kReturn && e.function >= 0 && CountsBytes(sketch.functions[e.function].name);
    if (sum) Mark(sketch, static_cast<int>(i), names);
  }
  while (MarkSources(sketch, names)) continue;
  MarkQuestions(sketch, names);
  for (Function& function : sketch.functions) {
    for (Feature& f : function.features) {
      std::string_view path = f.text;
      if (path.ends_with(']')) path = path.substr(0, path.rfind('['));
      const std::string_view name = LastName(path);
      f.assignable &= !names.contains(name) && !CountsBytes(name);
    }
  }
}

}  // namespace gauntlet::mutate
