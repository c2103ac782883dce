#include <algorithm>
#include <array>

#include "host/tune/strategy.h"

namespace gauntlet::tune {
namespace {

// Wide, then from the best of that, then along single literals from the best of all.
constexpr std::array kAuto = {Step{.share = 0.35, .draw = DrawLatinHypercube},
                              Step{.share = 0.35, .search = SearchCrs2},
                              Step{.share = 0.3, .search = SearchCompass}};
constexpr std::array kRandom = {Step{.draw = DrawRandom}};
constexpr std::array kLatin = {Step{.draw = DrawLatinHypercube}};
constexpr std::array kCrs2 = {Step{.search = SearchCrs2}};
constexpr std::array kDirect = {Step{.search = SearchDirect}};
constexpr std::array kIsres = {Step{.search = SearchIsres}};
constexpr std::array kBobyqa = {Step{.search = SearchBobyqa}};
constexpr std::array kSubplex = {Step{.search = SearchSubplex}};
constexpr std::array kCompass = {Step{.search = SearchCompass}};

constexpr std::array kStrategies = {
    Strategy{"auto", "a Latin hypercube, then crs2, then compass from the best", kAuto},
    Strategy{"random", "points drawn at random", kRandom},
    Strategy{"lhs", "a Latin hypercube: random, but even in every literal", kLatin},
    Strategy{"crs2", "controlled random search, global (NLopt)", kCrs2},
    Strategy{"direct", "dividing rectangles, global, for few literals (NLopt)", kDirect},
    Strategy{"isres", "evolution strategy, global (NLopt)", kIsres},
    Strategy{"bobyqa", "quadratic models, local, from the original (NLopt)", kBobyqa},
    Strategy{"sbplx", "subspace simplex, local, from the original (NLopt)", kSubplex},
    Strategy{"compass", "one literal at a time, local, from the original", kCompass},
};

}  // namespace

std::span<const Strategy> Strategies() { return kStrategies; }

const Strategy* FindStrategy(std::string_view name) {
  const auto found = std::ranges::find(kStrategies, name, &Strategy::name);
  return found == kStrategies.end() ? nullptr : found;
}

}  // namespace gauntlet::tune
