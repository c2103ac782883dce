#include "simulators/cache/harness/policies/policy_module.h"

namespace {

class Lru {
 public:
  Lru(const gauntlet_cache_config&, const gauntlet_cache_view*) {}
  void OnHit(uint32_t slot, const gauntlet_cache_request&) {
    order_.Remove(slot);
    order_.PushFront(slot);
  }
  uint32_t ChooseVictim(const gauntlet_cache_request&) { return order_.Back(); }
  void OnEvict(uint32_t slot, uint32_t) { order_.Remove(slot); }
  void OnInsert(uint32_t slot, const gauntlet_cache_request&) { order_.PushFront(slot); }

 private:
  gauntlet::cache_simulator::SlotRing order_;
};

}  // namespace

GAUNTLET_NATIVE_POLICY(Lru)
