#include "host/mutate/sketch.h"

#include <algorithm>
#include <array>

namespace gauntlet::mutate {
namespace {

struct Word {
  std::string_view part;
  Meaning meaning;
};

// First match wins. A new domain adds its words here; what matches nothing is a number without a dimension.
constexpr std::array kWords = {
    Word{"gaps[0]", {Dimension::kDuration, 4}},
    Word{"gaps[1]", {Dimension::kDuration, 1.5}},
    Word{"gaps[", {Dimension::kDuration, 0.7}},
    Word{"evicted_priority", {Dimension::kPriority, 3}},
    Word{"past_priority", {Dimension::kPriority, 1.5}},
    Word{"evicted_age", {Dimension::kDuration, 4}},
    Word{"evicted_life", {Dimension::kDuration, 1.5}},
    Word{"evicted_at", {Dimension::kPoint, 1.2}},
    Word{"inserted_at", {Dimension::kPoint, 1.5}},
    Word{"last_access", {Dimension::kPoint, 1.5}},
    Word{"_at", {Dimension::kPoint, 1}},
    Word{"past_count", {Dimension::kCount, 3}},
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
    Word{"now", {Dimension::kPoint, 1.5}},
    Word{"priority", {Dimension::kPriority, 1.5}},
};

std::string WithSlot(std::string text, std::string_view slot) {
  for (size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + slot.size())) {
    text.replace(at, 1, slot);
  }
  return text;
}

}  // namespace

bool ValueType::Accepts(const ValueType& other) const {
  if (kind == ValueKind::kReal) return other.IsNumber();
  if (kind == ValueKind::kOther) return other.kind == ValueKind::kOther && name == other.name;
  if (kind == ValueKind::kInteger && other.kind == ValueKind::kInteger)
    return other.bits <= bits || bits == 0;
  return kind == other.kind;
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
    seen.push_back({variable.name, variable.type, meaning.dimension, std::max(meaning.weight, 1.0),
                    variable.visible, true});
  }
  return seen;
}

}  // namespace gauntlet::mutate
