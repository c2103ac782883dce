#include "host/load/interfaces.h"

#include <gauntlet/cache.h>
#include <gauntlet/simulator.h>

#include <algorithm>
#include <cstddef>

namespace gauntlet {
namespace {

#define GAUNTLET_HOOK(table, member) {offsetof(table, member), #member}

constexpr RequiredHook kSimulatorHooks[] = {
    GAUNTLET_HOOK(gauntlet_simulator, open),     GAUNTLET_HOOK(gauntlet_simulator, close),
    GAUNTLET_HOOK(gauntlet_simulator, describe), GAUNTLET_HOOK(gauntlet_simulator, reference),
    GAUNTLET_HOOK(gauntlet_simulator, begin),    GAUNTLET_HOOK(gauntlet_simulator, feed),
    GAUNTLET_HOOK(gauntlet_simulator, finish),   GAUNTLET_HOOK(gauntlet_simulator, end),
};

constexpr RequiredHook kCachePolicyHooks[] = {
    GAUNTLET_HOOK(gauntlet_cache_policy, create),
    GAUNTLET_HOOK(gauntlet_cache_policy, destroy),
    GAUNTLET_HOOK(gauntlet_cache_policy, choose_victim),
    GAUNTLET_HOOK(gauntlet_cache_policy, on_insert),
};

constexpr RequiredHook kCachePriorityHooks[] = {
    GAUNTLET_HOOK(gauntlet_cache_priority, create),
    GAUNTLET_HOOK(gauntlet_cache_priority, destroy),
    GAUNTLET_HOOK(gauntlet_cache_priority, priority),
};

#undef GAUNTLET_HOOK

constexpr InterfaceShape kInterfaces[] = {
    {GAUNTLET_SIMULATOR_INTERFACE, sizeof(gauntlet_simulator), kSimulatorHooks},
    {GAUNTLET_CACHE_POLICY_INTERFACE, sizeof(gauntlet_cache_policy), kCachePolicyHooks},
    {GAUNTLET_CACHE_PRIORITY_INTERFACE, sizeof(gauntlet_cache_priority), kCachePriorityHooks},
};

}  // namespace

const InterfaceShape* FindInterface(std::string_view name) {
  const auto* found = std::ranges::find(kInterfaces, name, &InterfaceShape::name);
  return found == std::end(kInterfaces) ? nullptr : found;
}

}  // namespace gauntlet
