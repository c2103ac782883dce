// How the space is searched. A strategy is one or more steps, each with its share of the budget; a new one is a line in
// strategies.cc and, if it needs one, a file with its step.
//
// A blind step draws its points without looking at scores, so all searches can share them and no fold is betrayed. A
// step that looks is handed the best points so far and asks for scores one by one. Both are functions of their seed
// alone: the same points whatever the number of workers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "host/tune/space.h"

namespace gauntlet::tune {

// Larger is better. Nothing: stop, the budget is spent or somebody asked.
using ScoreOf = std::function<std::optional<double>(const UnitPoint& point)>;

struct SearchTask {
  std::vector<UnitPoint> starts;  // the best first; at least one
  size_t budget = 0;              // points that may still be scored
  uint64_t seed = 0;
};

// One of the two.
struct Step {
  double share = 1;  // of the strategy's budget
  std::vector<UnitPoint> (*draw)(size_t dimensions, size_t count, uint64_t seed) = nullptr;
  void (*search)(const SearchTask& task, const ScoreOf& score) = nullptr;
};

struct Strategy {
  std::string_view name;
  std::string_view says;
  std::span<const Step> steps;  // blind ones first
};

std::span<const Strategy> Strategies();               // the default first
const Strategy* FindStrategy(std::string_view name);  // nullptr: none

// The steps, by file.
std::vector<UnitPoint> DrawRandom(size_t dimensions, size_t count, uint64_t seed);
std::vector<UnitPoint> DrawLatinHypercube(size_t dimensions, size_t count, uint64_t seed);
void SearchCrs2(const SearchTask& task, const ScoreOf& score);
void SearchDirect(const SearchTask& task, const ScoreOf& score);
void SearchIsres(const SearchTask& task, const ScoreOf& score);
void SearchBobyqa(const SearchTask& task, const ScoreOf& score);
void SearchSubplex(const SearchTask& task, const ScoreOf& score);
void SearchCompass(const SearchTask& task, const ScoreOf& score);

}  // namespace gauntlet::tune
