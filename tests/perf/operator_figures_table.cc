#include <algorithm>
#include <cstdio>

#include "tests/perf/operator_figures.h"

namespace gauntlet {
namespace {

constexpr const char* kAll = "";

double Share(int part, int whole) { return whole > 0 ? static_cast<double>(part) / whole : 0; }

void AddUnique(std::vector<std::string>& list, const std::string& item) {
  if (std::ranges::find(list, item) == list.end()) list.push_back(item);
}

}  // namespace

std::vector<std::string> FiguresTable::Operators() const {
  std::vector<std::string> out;
  for (const std::string_view name : MutationOperatorNames()) {
    if (std::ranges::find(cells_, name, &FiguresCell::operation) != cells_.end()) out.emplace_back(name);
  }
  return out;
}

std::vector<std::string> FiguresTable::Families() const {
  std::vector<std::string> out;
  for (const FiguresCell& cell : cells_) AddUnique(out, cell.family);
  std::ranges::sort(out, std::greater());  // priorities, policies, held-out
  return out;
}

FiguresCell FiguresTable::Sum(const std::string& operation, const std::string& family,
                              const std::string& parent) const {
  FiguresCell sum{.operation = operation, .parent = parent, .family = family};
  for (const FiguresCell& c : cells_) {
    if (c.operation != operation || (!family.empty() && c.family != family) ||
        (!parent.empty() && c.parent != parent))
      continue;
    sum.asked += c.asked, sum.proposed += c.proposed, sum.distinct += c.distinct;
    sum.compiled += c.compiled, sum.differs += c.differs, sum.legal += c.legal;
    sum.generated += c.generated, sum.changes += c.changes, sum.propose_ms += c.propose_ms;
  }
  return sum;
}

void FiguresTable::PrintFamilies() const {
  std::printf("%-12s %-20s %7s %8s %8s %8s %8s %9s %8s\n", "operator", "parents", "number", "distinct",
              "compiles", "differs", "legal", "generated", "changes");
  std::vector<std::string> families = Families();
  families.emplace_back(kAll);
  for (const std::string& operation : Operators()) {
    for (const std::string& family : families) {
      const FiguresCell c = Sum(operation, family, kAll);
      if (c.proposed == 0) continue;
      std::printf("%-12s %-20s %7d %8d %8.3f %8.3f %8.3f %9.3f %8.3f\n", operation.c_str(),
                  family.empty() ? "all" : family.c_str(), c.proposed, c.distinct,
                  Share(c.compiled, c.proposed), Share(c.differs, c.proposed), Share(c.legal, c.proposed),
                  Share(c.generated, c.proposed), Share(c.changes, c.proposed));
    }
  }
}

// Per cent of the proposals that change decisions; a dash where the operator finds no place.
void FiguresTable::PrintParents() const {
  const std::vector<std::string> operators = Operators();
  std::vector<std::string> parents;
  for (const FiguresCell& cell : cells_) AddUnique(parents, cell.parent);
  std::ranges::sort(parents);
  std::printf("\n%-20s", "% that change");
  for (const std::string& operation : operators) std::printf(" %10s", operation.c_str());
  std::printf("\n");
  for (const std::string& parent : parents) {
    std::printf("%-20s", parent.c_str());
    for (const std::string& operation : operators) {
      const FiguresCell c = Sum(operation, kAll, parent);
      if (c.proposed == 0) {
        std::printf(" %10s", "-");
      } else {
        std::printf(" %10.0f", 100 * Share(c.changes, c.proposed));
      }
    }
    std::printf("\n");
  }
}

void FiguresTable::Print() const {
  PrintFamilies();
  PrintParents();
  FiguresCell all;
  for (const FiguresCell& c : cells_) all.asked += c.asked, all.propose_ms += c.propose_ms;
  std::printf("\n%.2f ms a proposal, as the host sees it.\n%s\n", all.propose_ms / std::max(1, all.asked),
              HalfChanges()
                  ? "Of each operator's proposals at least half compile and change the policy's decisions."
                  : "Some operator changes decisions in less than half of its proposals.");
}

Json FiguresTable::ToJson() const {
  Json cells = Json::array(), totals = Json::array();
  for (const FiguresCell& cell : cells_) cells.push_back(CellToJson(cell));
  std::vector<std::string> families = Families();
  families.emplace_back(kAll);
  for (const std::string& operation : Operators()) {
    for (const std::string& family : families) totals.push_back(CellToJson(Sum(operation, family, kAll)));
  }
  return {{"half_changes", HalfChanges()}, {"totals", std::move(totals)}, {"cells", std::move(cells)}};
}

bool FiguresTable::HalfChanges() const {
  const auto half = [](const FiguresCell& c) { return 2 * c.changes >= c.proposed; };
  return std::ranges::all_of(Operators(), [&](const std::string& operation) {
    FiguresCell held_out{};
    for (const std::string& family : Families()) {
      const FiguresCell c = Sum(operation, family, kAll);
      if (!family.starts_with("held-out")) continue;
      held_out.proposed += c.proposed, held_out.changes += c.changes;
    }
    return half(Sum(operation, kAll, kAll)) && half(held_out);
  });
}

}  // namespace gauntlet
