// The kinds that there are: one function each, in a file of its name, listed in selectors.cc.
#pragma once

#include <memory>

#include "host/select/selector.h"

namespace gauntlet {

using SelectorFactory = Result<std::unique_ptr<Selector>> (*)(const SelectorConfig&);

Result<std::unique_ptr<Selector>> MakeGreedy(const SelectorConfig& config);
Result<std::unique_ptr<Selector>> MakeTournament(const SelectorConfig& config);
Result<std::unique_ptr<Selector>> MakeMapElites(const SelectorConfig& config);
Result<std::unique_ptr<Selector>> MakeIslands(const SelectorConfig& config);
Result<std::unique_ptr<Selector>> MakePowerLaw(const SelectorConfig& config);
Result<std::unique_ptr<Selector>> MakeWeighted(const SelectorConfig& config);
Result<std::unique_ptr<Selector>> MakeAdaptive(const SelectorConfig& config);
Result<std::unique_ptr<Selector>> MakeNsga2(const SelectorConfig& config);

}  // namespace gauntlet
