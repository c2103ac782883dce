#include "host/load/interfaces.h"

#include <gauntlet/cache.h>
#include <gauntlet/moe.h>
#include <gauntlet/simulator.h>
#include <gauntlet/spot.h>

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

constexpr RequiredHook kMoePolicyHooks[] = {
    GAUNTLET_HOOK(gauntlet_moe_policy, create),
    GAUNTLET_HOOK(gauntlet_moe_policy, destroy),
    GAUNTLET_HOOK(gauntlet_moe_policy, rebalance),
};

constexpr RequiredHook kSpotPolicyHooks[] = {
    GAUNTLET_HOOK(gauntlet_spot_policy, create),
    GAUNTLET_HOOK(gauntlet_spot_policy, destroy),
    GAUNTLET_HOOK(gauntlet_spot_policy, decide),
};

#undef GAUNTLET_HOOK

constexpr InterfaceShape kInterfaces[] = {
    {GAUNTLET_SIMULATOR_INTERFACE, sizeof(gauntlet_simulator), kSimulatorHooks},
    {GAUNTLET_CACHE_POLICY_INTERFACE, sizeof(gauntlet_cache_policy), kCachePolicyHooks},
    {GAUNTLET_CACHE_PRIORITY_INTERFACE, sizeof(gauntlet_cache_priority), kCachePriorityHooks},
    {GAUNTLET_MOE_POLICY_INTERFACE, sizeof(gauntlet_moe_policy), kMoePolicyHooks},
    {GAUNTLET_SPOT_POLICY_INTERFACE, sizeof(gauntlet_spot_policy), kSpotPolicyHooks},
};

}  // namespace

const InterfaceShape* FindInterface(std::string_view name) {
  const auto* found = std::ranges::find(kInterfaces, name, &InterfaceShape::name);
  return found == std::end(kInterfaces) ? nullptr : found;
}

std::vector<std::string_view> PolicyInterfaces() {
  std::vector<std::string_view> names;
  for (const InterfaceShape& shape : kInterfaces)
    if (shape.name != GAUNTLET_SIMULATOR_INTERFACE) names.push_back(shape.name);
  std::ranges::sort(names);
  return names;
}

std::string_view DomainOf(std::string_view interface_name) {
  constexpr std::string_view kPrefix = "gauntlet.";
  if (!interface_name.starts_with(kPrefix)) return {};
  const std::string_view rest = interface_name.substr(kPrefix.size());
  return rest.substr(0, rest.find('.'));
}

}  // namespace gauntlet
