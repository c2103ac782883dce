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
    Word{"visited", {Dimension::kCount, 2}},
    Word{"referenced", {Dimension::kCount, 2}},
    Word{"past", {Dimension::kCount, 2}},
    Word{"count", {Dimension::kCount, 4}},
    Word{"frequency", {Dimension::kCount, 3}},
    Word{"hits", {Dimension::kCount, 3}},
    Word{"resident", {Dimension::kCount, 1}},
    Word{"slots", {Dimension::kCount, 0.2}},
    Word{"unit_size", {Dimension::kCategory, 0}},
    Word{"memory_budget", {Dimension::kBytes, 0}},
    Word{"ghost_percent", {Dimension::kNone, 0}},
    Word{"seed", {Dimension::kIdentity, 0}},
    Word{"struct_size", {Dimension::kNone, 0}},
    Word{"reserved", {Dimension::kNone, 0}},
    Word{"size()", {Dimension::kCount, 2}},
    Word{"size", {Dimension::kBytes, 1.5}},
    Word{"capacity", {Dimension::kBytes, 0.5}},
    Word{"used", {Dimension::kBytes, 0.3}},
    Word{"requests", {Dimension::kPoint, 0.2}},
    Word{"misses", {Dimension::kCount, 0.2}},
    Word{"evictions", {Dimension::kCount, 0.3}},
    Word{"time_s", {Dimension::kNone, 0.1}},
    Word{"ttl_s", {Dimension::kNone, 0.1}},
    Word{"tenant", {Dimension::kCategory, 0.2}},
    Word{"operation", {Dimension::kCategory, 0.3}},
    Word{"block_address", {Dimension::kIdentity, 0.1}},
    Word{"key", {Dimension::kIdentity, 0.2}},
    Word{"gap", {Dimension::kDuration, 3}},
    Word{"age", {Dimension::kDuration, 3}},
    Word{"life", {Dimension::kDuration, 1.5}},
    Word{"now", {Dimension::kPoint, 1.5}},
    Word{"priority", {Dimension::kPriority, 1.5}},
};

std::string WithSlot(std::string text, std::string_view slot) {
  for (size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + slot.size())) {
    text.replace(at, 1, slot);
  }
  return text;
}

// A read of the variable: not the target of a plain assignment, and not in a statement that is dead itself.
bool Reads(const Sketch& sketch, const Expression& e, const Variable& variable) {
  if (e.kind != ExpressionKind::kName || e.function != variable.function || e.statement < 0) return false;
  if (e.statement == variable.statement || sketch.statements[e.statement].dead) return false;
  if (e.range.begin < variable.visible.begin || variable.visible.end <= e.range.begin) return false;
  if (sketch.Text(e) != variable.name) return false;
  const int first = sketch.statements[e.statement].first;
  if (e.parent < 0 || e.parent != first) return true;
  const Expression& whole = sketch.expressions[first];
  return whole.kind != ExpressionKind::kAssignment || whole.operands[0] < 0 ||
         &sketch.expressions[whole.operands[0]] != &e;
}

bool HasEffects(const Sketch& sketch, int statement) {
  return std::ranges::any_of(sketch.expressions,
                             [&](const Expression& e) { return e.statement == statement && !e.pure; });
}

void MarkStatement(Sketch& sketch, int statement) {
  sketch.statements[statement].dead = true;
  for (Expression& e : sketch.expressions) e.dead |= e.statement == statement;
}

}  // namespace

void MarkDead(Sketch& sketch) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const Variable& variable : sketch.variables) {
      if (variable.statement < 0 || variable.reference || sketch.statements[variable.statement].dead)
        continue;
      const auto reads = [&](const Expression& e) { return Reads(sketch, e, variable); };
      if (HasEffects(sketch, variable.statement) || std::ranges::any_of(sketch.expressions, reads)) continue;
      const auto together = [&](const Variable& v) {
        return &v != &variable && v.statement == variable.statement;
      };
      if (std::ranges::any_of(sketch.variables, together)) continue;
      MarkStatement(sketch, variable.statement);
      changed = true;
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
