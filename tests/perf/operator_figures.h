// The cells of operator_figures as a table: operators by family of parents, and by parent.
#pragma once

#include <vector>

#include "tests/perf/operator_figures_lane.h"

namespace gauntlet {

class FiguresTable {
 public:
  explicit FiguresTable(std::vector<FiguresCell> cells) : cells_(std::move(cells)) {}

  void Print() const;
  Json ToJson() const;
  // In every family taken together, and on the held-out parents: at least half of each operator's proposals.
  bool HalfChanges() const;

 private:
  FiguresCell Sum(const std::string& operation, const std::string& family, const std::string& parent) const;
  std::vector<std::string> Operators() const;
  std::vector<std::string> Families() const;
  void PrintFamilies() const;
  void PrintParents() const;

  std::vector<FiguresCell> cells_;
};

}  // namespace gauntlet
