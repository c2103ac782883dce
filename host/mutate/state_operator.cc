// Gives a class a memory of its own: a table by slot, kept by the hooks that see the slot, and read in one
// place at once.
#include <algorithm>

#include "host/mutate/operators.h"

namespace gauntlet::mutate {
namespace {

enum class Memory { kCount, kTime };

struct Table {
  std::string name;
  Memory memory = Memory::kCount;
};

// A name that the source does not hold yet.
std::string FreshName(const Sketch& sketch, std::string_view stem) {
  for (int number = 1;; ++number) {
    std::string name = std::string(stem) + (number == 1 ? "" : std::to_string(number)) + "_";
    if (sketch.source.find(name) == std::string::npos) return name;
  }
}

std::string SlotParameter(const Sketch& sketch, int function) {
  for (const Variable& v : sketch.variables) {
    if (v.function == function && v.parameter && v.type.kind == ValueKind::kSlot) return v.name;
  }
  return "";
}

// The number that says when, as the function can read it.
std::string Now(const Sketch& sketch, int function, uint32_t offset) {
  for (const Feature& f : sketch.FeaturesAt(function, offset)) {
    if (f.dimension == Dimension::kPoint && f.type.kind == ValueKind::kInteger && f.text.ends_with("now"))
      return f.text;
  }
  return "";
}

// What keeps the table true: counted at a hit, empty at an insertion; or the time of the insertion.
Proposal Upkeep(const Sketch& sketch, const std::string& owner, const Table& table) {
  Proposal proposal;
  for (size_t i = 0; i < sketch.functions.size(); ++i) {
    const Function& function = sketch.functions[i];
    const bool hit = function.name.ends_with("hit"), insert = function.name.ends_with("insert");
    if (function.owner != owner || function.constant || (!hit && !insert)) continue;
    const int index = static_cast<int>(i);
    const std::string slot = SlotParameter(sketch, index);
    const std::string now = Now(sketch, index, function.body.begin + 1);
    if (slot.empty() || (table.memory == Memory::kTime && (now.empty() || hit))) continue;
    const std::string cell = table.name + "[" + slot + "]";
    const std::string text = table.memory == Memory::kTime ? cell + " = " + now + ";"
                             : hit                         ? "++" + cell + ";"
                                                           : cell + " = 0;";
    proposal.push_back({{function.body.begin + 1, function.body.begin + 1}, " " + text});
  }
  return proposal;
}

std::optional<std::string> Clause(const Sketch& sketch, const Table& table, int function, uint32_t offset,
                                  Rng& rng) {
  const auto slots = sketch.SlotsAt(function, offset);
  if (slots.empty()) return std::nullopt;
  const std::string cell = table.name + "[" + slots[rng.Below(slots.size())] + "]";
  if (table.memory == Memory::kCount)
    return cell + (rng.Chance(0.7) ? " > " : " <= ") + std::to_string(1 + rng.Below(3));
  const std::string now = Now(sketch, function, offset);
  if (now.empty()) return std::nullopt;
  return now + " - " + cell + (rng.Chance(0.5) ? " < " : " > ") +
         std::to_string(uint64_t{1} << (6 + rng.Below(6)));
}

bool IsOf(const Sketch& sketch, int function, const std::string& owner) {
  return function >= 0 && sketch.functions[function].owner == owner &&
         !sketch.functions[function].constructor && !sketch.functions[function].constant;
}

// A score gets a term.
std::optional<Proposal> ReadInScore(const Sketch& sketch, const std::string& owner, const Table& table,
                                    Rng& rng) {
  const auto index = PickSite(sketch.expressions, rng, [&](const Expression& e) {
    const bool result = e.role == Role::kReturn && IsRealSite(e) && IsReplaceable(sketch, e) &&
                        IsOf(sketch, e.function, owner);
    return result && !sketch.SlotsAt(e.function, e.range.begin).empty() ? 1.0 : 0.0;
  });
  if (!index) return std::nullopt;
  const Expression& e = sketch.expressions[*index];
  const auto slots = sketch.SlotsAt(e.function, e.range.begin);
  std::string value = "double(" + table.name + "[" + slots[rng.Below(slots.size())] + "])";
  if (table.memory == Memory::kTime) {
    const std::string now = Now(sketch, e.function, e.range.begin);
    if (now.empty()) return std::nullopt;
    value = "double(" + now + " - " + value.substr(7);
  }
  TermMaker maker(sketch, e.function, e.range.begin, rng);
  const Term scale = table.memory == Memory::kTime
                         ? Term{RealText(LogUniform(0.05, 5, rng)), kPrimary, ValueKind::kReal}
                         : maker.Scale();
  const std::string sign = rng.Chance(0.7) ? " + " : " - ";
  const Term grown{Fit(TermOf(sketch, e), kAdditive) + sign + Fit(scale, kMultiplicative) + " * " + value,
                   kAdditive, ValueKind::kReal};
  return Proposal{{e.range, FitSite(e, grown)}};
}

// A condition gets a clause.
std::optional<Proposal> ReadInCondition(const Sketch& sketch, const std::string& owner, const Table& table,
                                        Rng& rng) {
  const auto index = PickSite(sketch.expressions, rng, [&](const Expression& e) {
    const bool condition = e.role == Role::kCondition && e.parent < 0 && !e.fixed && !e.dead &&
                           !e.bounds_loop && !Protects(sketch, e) && IsOf(sketch, e.function, owner);
    const bool loop = e.statement >= 0 && sketch.statements[e.statement].in_loop;
    return condition && !loop && !sketch.SlotsAt(e.function, e.range.begin).empty() ? 1.0 : 0.0;
  });
  if (!index) return std::nullopt;
  const Expression& e = sketch.expressions[*index];
  const auto clause = Clause(sketch, table, e.function, e.range.begin, rng);
  if (!clause) return std::nullopt;
  const bool both = rng.Chance(0.5);
  return Proposal{{e.range, Fit(TermOf(sketch, e), both ? kLogicalAnd : kLogicalOr) +
                                (both ? " && " : " || ") + *clause}};
}

// What a hit does is done for some objects only.
std::optional<Proposal> ReadInGuard(const Sketch& sketch, const std::string& owner, const Table& table,
                                    Rng& rng) {
  const auto index = PickSite(sketch.statements, rng, [&](const Statement& s) {
    if (s.kind != StatementKind::kExpression || !s.in_compound || s.in_loop ||
        !IsOf(sketch, s.function, owner))
      return 0.0;
    const bool account = s.first >= 0 && !sketch.expressions[s.first].operands.empty() &&
                         sketch.expressions[s.first].operands[0] >= 0 &&
                         sketch.expressions[sketch.expressions[s.first].operands[0]].account;
    return sketch.functions[s.function].name.ends_with("hit") && !account ? 1.0 : 0.0;
  });
  if (!index) return std::nullopt;
  const Statement& s = sketch.statements[*index];
  const auto clause = Clause(sketch, table, s.function, s.range.begin, rng);
  if (!clause) return std::nullopt;
  return Proposal{{{s.range.begin, s.range.begin}, "if (" + *clause + ") "}};
}

// The victim at the end of a list goes round once more for every access that was counted.
std::optional<Proposal> ReadAsSecondChance(const Sketch& sketch, const std::string& owner, const Table& table,
                                           Rng& rng) {
  if (table.memory != Memory::kCount) return std::nullopt;
  const auto moves = [&](const Expression& e) {
    return std::ranges::any_of(sketch.siblings, [&](const Sibling& s) {
      return s.object_type == e.object_type && s.method == "move_to_front" && s.signature == "void(Slot,)";
    });
  };
  const auto index = PickSite(sketch.statements, rng, [&](const Statement& s) {
    if (s.kind != StatementKind::kReturn || s.first < 0 || s.repeats || !IsOf(sketch, s.function, owner))
      return 0.0;
    const Expression& e = sketch.expressions[s.first];
    const bool end_of_list =
        e.kind == ExpressionKind::kCall && e.type.kind == ValueKind::kSlot && e.pure && e.op_text == "back";
    return end_of_list && !e.object.empty() && moves(e) ? 1.0 : 0.0;
  });
  if (!index) return std::nullopt;
  const Statement& s = sketch.statements[*index];
  const Expression& e = sketch.expressions[s.first];
  const std::string end(sketch.Text(e)), cell = table.name + "[" + end + "]";
  const std::string rounds = std::to_string(uint64_t{4} << rng.Below(5));
  const std::string forget = rng.Chance(0.5) ? cell + " = 0;" : "--" + cell + ";";
  const std::string text = "{ for (int round = 0; round < " + rounds + " && " + cell + " > 0; ++round) { " +
                           forget + " " + e.object + ".move_to_front(" + end + "); } return " + end + "; }";
  return Proposal{{s.range, text}};
}

}  // namespace

std::optional<Proposal> ProposeState(const Parents& parents, Rng& rng) {
  const Sketch& sketch = parents.parent;
  if (!sketch.containers.contains("SlotTable") || sketch.classes.empty()) return std::nullopt;
  const auto index = PickSite(sketch.classes, rng, [&](const Class& c) {
    return Upkeep(sketch, c.name, {"x", Memory::kCount}).size() >= 2 ? 1.0 : 0.0;
  });
  if (!index) return std::nullopt;
  const Class& owner = sketch.classes[*index];
  Table table{"", rng.Chance(0.6) ? Memory::kCount : Memory::kTime};
  table.name = FreshName(sketch, table.memory == Memory::kCount ? "hits" : "seen_at");
  Proposal proposal = Upkeep(sketch, owner.name, table);
  if (proposal.empty()) return std::nullopt;
  const char* type = table.memory == Memory::kCount ? "uint32_t" : "uint64_t";
  proposal.push_back({{owner.end_of_members, owner.end_of_members},
                      "  gauntlet::sdk::SlotTable<" + std::string(type) + "> " + table.name + ";\n"});
  using Read = std::optional<Proposal> (*)(const Sketch&, const std::string&, const Table&, Rng&);
  constexpr Read kReads[] = {ReadInScore, ReadInCondition, ReadInGuard, ReadAsSecondChance};
  const uint64_t first = rng.Below(std::size(kReads));
  for (uint64_t i = 0; i < std::size(kReads); ++i) {
    const auto read = kReads[(first + i) % std::size(kReads)](sketch, owner.name, table, rng);
    if (!read) continue;
    proposal.insert(proposal.end(), read->begin(), read->end());
    return proposal;
  }
  return std::nullopt;
}

}  // namespace gauntlet::mutate
