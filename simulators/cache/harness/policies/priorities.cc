#include "simulators/cache/harness/policies/policy_module.h"

namespace {

// Four priority functions in one: which one is the remainder of its memory budget, so that a test can choose.
//   0: recency; 1: frequency; 2: greedy dual with size and frequency; 3: most recent goes first
struct Priorities {
  uint64_t kind;
  double Of(const gauntlet_cache_object& object, const gauntlet_cache_pressure& pressure) const {
    switch (kind) {
      case 0:
        return static_cast<double>(object.now);
      case 1:
        return object.count + object.past_count;
      case 2:
        return pressure.last_evicted_priority + object.count * 1.0e6 / object.size;
      default:
        return -static_cast<double>(object.now);
    }
  }
};

gauntlet_cache_priority Table() {
  gauntlet_cache_priority table{};
  table.struct_size = sizeof table;
  table.create = [](const gauntlet_cache_config* config, const gauntlet_host*) -> void* {
    return new Priorities{config->memory_budget_bytes % 4};
  };
  table.destroy = [](void* self) { delete static_cast<Priorities*>(self); };
  table.priority = [](void* self, const gauntlet_cache_object* object,
                      const gauntlet_cache_pressure* pressure) {
    return static_cast<Priorities*>(self)->Of(*object, *pressure);
  };
  return table;
}

}  // namespace

GAUNTLET_NATIVE_MODULE(GAUNTLET_CACHE_PRIORITY_INTERFACE, Table())
