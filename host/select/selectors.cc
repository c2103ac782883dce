#include "host/select/selectors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string_view>
#include <utility>

namespace gauntlet {
namespace {

constexpr std::array<std::pair<std::string_view, SelectorFactory>, 8> kSelectors = {{
    {"greedy", MakeGreedy},
    {"tournament", MakeTournament},
    {"map_elites", MakeMapElites},
    {"islands", MakeIslands},
    {"power_law", MakePowerLaw},
    {"weighted", MakeWeighted},
    {"adaptive", MakeAdaptive},
    {"nsga2", MakeNsga2},
}};

}  // namespace

Result<std::unique_ptr<Selector>> MakeSelector(const SelectorConfig& config) {
  for (const auto& [name, make] : kSelectors)
    if (config.kind == name) return make(config);
  return Fail(ErrorKind::kInput, fmt::format("unknown selector {}; there are {}", config.kind,
                                             fmt::join(SelectorKinds(), ", ")));
}

std::vector<std::string> SelectorKinds() {
  std::vector<std::string> kinds;
  for (const auto& [name, make] : kSelectors) kinds.emplace_back(name);
  return kinds;
}

}  // namespace gauntlet
