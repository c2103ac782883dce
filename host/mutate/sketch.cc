#include "host/mutate/sketch.h"

#include <algorithm>
#include <array>

namespace gauntlet::mutate {
namespace {

// A local says briefly what its author thought worth naming.
constexpr double kLocalBonus = 1.5;

struct Word {
  std::string_view part;
  Meaning meaning;
};

// First match wins. A new domain adds its words here; what matches nothing is a number without a dimension.
constexpr std::array kWords = {
    Word{"gaps[0]", {Dimension::kDuration, 4}},
    Word{"gaps[1]", {Dimension::kDuration, 1.5}},
    Word{"gaps[", {Dimension::kDuration, 0.7}},
    Word{"floor", {Dimension::kPriority, 2}},
    Word{"evicted_priority", {Dimension::kPriority, 3}},
    Word{"past_priority", {Dimension::kPriority, 1.5}},
    Word{"evicted_age", {Dimension::kDuration, 4}},
    Word{"evicted_life", {Dimension::kDuration, 1.5}},
    Word{"evicted_at", {Dimension::kPoint, 1.2}},
    Word{"inserted", {Dimension::kPoint, 1.5}},
    Word{"last_access", {Dimension::kPoint, 1.5}},
    Word{"_at", {Dimension::kPoint, 1}},
    Word{"past_count", {Dimension::kCount, 3}},
    Word{"empty()", {Dimension::kNone, 0}},
    Word{"contains(", {Dimension::kNone, 0}},
    Word{"visited", {Dimension::kCount, 2}},
    Word{"referenced", {Dimension::kCount, 2}},
    Word{"past", {Dimension::kCount, 2}},
    Word{"count", {Dimension::kCount, 4}},
    Word{"frequency", {Dimension::kCount, 3}},
    Word{"hits", {Dimension::kCount, 3}},
    Word{"resident", {Dimension::kCount, 1}},
    Word{"slots", {Dimension::kCount, 0}},
    Word{"unit_size", {Dimension::kCategory, 0}},
    Word{"memory_budget", {Dimension::kBytes, 0}},
    Word{"ghost_percent", {Dimension::kNone, 0}},
    Word{"seed", {Dimension::kIdentity, 0}},
    Word{"struct_size", {Dimension::kNone, 0}},
    Word{"reserved", {Dimension::kNone, 0}},
    Word{"size()", {Dimension::kCount, 2}},
    Word{"size", {Dimension::kBytes, 1.5}},
    Word{"capacity", {Dimension::kBytes, 0}},
    Word{"used", {Dimension::kBytes, 0}},
    Word{"requests", {Dimension::kPoint, 0.05}},
    Word{"misses", {Dimension::kCount, 0}},
    Word{"evictions", {Dimension::kCount, 0}},
    Word{"time_s", {Dimension::kNone, 0.02}},
    Word{"ttl_s", {Dimension::kNone, 0.02}},
    Word{"tenant", {Dimension::kCategory, 0.02}},
    Word{"operation", {Dimension::kCategory, 0.05}},
    Word{"block_address", {Dimension::kIdentity, 0}},
    Word{"key", {Dimension::kIdentity, 0.2}},
    Word{"gap", {Dimension::kDuration, 3}},
    Word{"age", {Dimension::kDuration, 3}},
    Word{"life", {Dimension::kDuration, 1.5}},
    Word{"now", {Dimension::kPoint, 1.5}},
    Word{"priority", {Dimension::kPriority, 1.5}},
    // Of expert balancers: loads are counts of tokens; what tells the shape of a cluster says nothing of them.
    Word{"slots_per_gpu", {Dimension::kNone, 0}},
    Word{"newest", {Dimension::kCount, 4}},
    Word{"mean", {Dimension::kCount, 4}},
    Word{"deviation", {Dimension::kCount, 3}},
    Word{"carried", {Dimension::kCount, 3}},
    Word{"replicas", {Dimension::kNone, 0}},
    Word{"replica", {Dimension::kCount, 2}},
    Word{"copies", {Dimension::kCount, 2}},
    Word{"load", {Dimension::kCount, 3}},
    Word{"layers", {Dimension::kNone, 0}},
    Word{"experts", {Dimension::kNone, 0}},
    Word{"gpus", {Dimension::kNone, 0}},
    Word{"nodes", {Dimension::kNone, 0}},
    Word{"groups", {Dimension::kNone, 0}},
    Word{"top_k", {Dimension::kNone, 0}},
    Word{"_bytes", {Dimension::kNone, 0}},
};

std::string WithSlot(std::string text, std::string_view slot) {
  for (size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + slot.size())) {
    text.replace(at, 1, slot);
  }
  return text;
}

// The last name of a path: `count` of `entries_[slot].count`, `visited_` of `visited_[slot]`. -1: no such
// path.
int Named(const Sketch& sketch, int expression) {
  if (expression < 0) return -1;
  const Expression& e = sketch.expressions[expression];
  if (e.kind == ExpressionKind::kName || e.kind == ExpressionKind::kMember) return expression;
  return e.kind == ExpressionKind::kIndex && !e.operands.empty() ? Named(sketch, e.operands[0]) : -1;
}

std::string_view LastName(const Sketch& sketch, const Expression& e) {
  const std::string_view text = sketch.Text(e);
  const size_t at = text.find_last_of(".>");
  return at == text.npos ? text : text.substr(at + 1);
}

// What an expression statement writes and does nothing else; -1: it does more.
int WrittenBy(const Sketch& sketch, const Statement& statement) {
  if (statement.kind != StatementKind::kExpression || statement.first < 0) return -1;
  const Expression& whole = sketch.expressions[statement.first];
  const bool steps = whole.kind == ExpressionKind::kUnary && (whole.op_text == "++" || whole.op_text == "--");
  const bool assigns = whole.kind == ExpressionKind::kAssignment;
  if ((!steps && !assigns) || whole.operands.empty()) return -1;
  const bool quiet = !assigns || whole.operands[1] < 0 || sketch.expressions[whole.operands[1]].pure;
  return quiet ? Named(sketch, whole.operands[0]) : -1;
}

// Some statement that matters reads what is called `name`, other than to write it.
bool IsRead(const Sketch& sketch, std::string_view name, int declared_by) {
  return std::ranges::any_of(sketch.expressions, [&](const Expression& e) {
    if (e.kind != ExpressionKind::kName && e.kind != ExpressionKind::kMember) return false;
    if (e.dead || e.statement < 0 || e.statement == declared_by || LastName(sketch, e) != name) return false;
    const int written = WrittenBy(sketch, sketch.statements[e.statement]);
    return written < 0 || LastName(sketch, sketch.expressions[written]) != name;
  });
}

bool HasEffects(const Sketch& sketch, int statement) {
  return std::ranges::any_of(sketch.expressions,
                             [&](const Expression& e) { return e.statement == statement && !e.pure; });
}

// The names that a declaration gives, if it does nothing but give them.
std::vector<std::string_view> Declared(const Sketch& sketch, int statement) {
  std::vector<std::string_view> names;
  for (const Variable& v : sketch.variables) {
    if (v.statement == statement) names.push_back(v.name);
  }
  if (!names.empty() && HasEffects(sketch, statement)) names.clear();
  return names;
}

bool IsDead(const Sketch& sketch, int index) {
  const Statement& statement = sketch.statements[index];
  if (statement.kind == StatementKind::kDeclaration) {
    const auto names = Declared(sketch, index);
    return !names.empty() &&
           std::ranges::none_of(names, [&](std::string_view name) { return IsRead(sketch, name, index); });
  }
  const int written = WrittenBy(sketch, statement);
  if (written < 0) return false;
  const std::string_view name = LastName(sketch, sketch.expressions[written]);
  const auto is_alias = [&](const Variable& v) { return v.name == name && v.reference; };
  return std::ranges::none_of(sketch.variables, is_alias) && !IsRead(sketch, name, index);
}

}  // namespace

bool IsRead(const Sketch& sketch, std::string_view path) {
  if (path.ends_with(']')) path = path.substr(0, path.rfind('['));
  const size_t at = path.find_last_of(".>");
  return IsRead(sketch, at == path.npos ? path : path.substr(at + 1), -1);
}

void MarkDead(Sketch& sketch) {
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < sketch.statements.size(); ++i) {
      const int index = static_cast<int>(i);
      if (sketch.statements[i].dead || !IsDead(sketch, index)) continue;
      sketch.statements[i].dead = changed = true;
      for (Expression& e : sketch.expressions) e.dead |= e.statement == index;
    }
  }
}

Meaning MeaningOf(std::string_view feature_text) {
  // The last component says what it is: cache.view.used is about `used`.
  size_t start = feature_text.size();
  while (start > 0 && feature_text[start - 1] != '.') --start;
  const std::string_view last = feature_text.substr(start);
  const auto word =
      std::ranges::find_if(kWords, [&](const Word& w) { return last.find(w.part) != last.npos; });
  return word == kWords.end() ? Meaning{Dimension::kNone, 1} : word->meaning;
}

std::vector<std::string> Sketch::SlotsAt(int function, uint32_t offset) const {
  std::vector<std::string> slots;
  for (const Variable& variable : variables) {
    if (variable.function != function || variable.type.kind != ValueKind::kSlot) continue;
    if (variable.visible.begin <= offset && offset < variable.visible.end) slots.push_back(variable.name);
  }
  return slots;
}

std::vector<Feature> Sketch::FeaturesAt(int function, uint32_t offset) const {
  std::vector<Feature> seen;
  if (function < 0) return seen;
  const std::vector<std::string> slots = SlotsAt(function, offset);
  for (const Feature& feature : functions[function].features) {
    const bool visible =
        feature.visible.size() == 0 || (feature.visible.begin <= offset && offset < feature.visible.end);
    if (!visible) continue;
    if (feature.text.find('$') == std::string::npos) {
      seen.push_back(feature);
      continue;
    }
    for (const std::string& slot : slots) {
      Feature bound = feature;
      bound.text = WithSlot(bound.text, slot);
      seen.push_back(std::move(bound));
    }
  }
  for (const Variable& variable : variables) {
    if (variable.function != function || variable.type.kind == ValueKind::kOther) continue;
    if (offset < variable.visible.begin || variable.visible.end <= offset) continue;
    const Meaning meaning = MeaningOf(variable.name);
    seen.push_back({variable.name, variable.type, meaning.dimension,
                    kLocalBonus * std::max(meaning.weight, 0.2), variable.visible, true});
  }
  return seen;
}

}  // namespace gauntlet::mutate
