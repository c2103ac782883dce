// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=ok
// Reads what lies around the request that it is lent: the simulator's own numbers, which no policy is told. They are of
// the past, so no confirmation can tell: the screen alone says no.
#include <gauntlet/sdk/cache_policy.hpp>

class Beside : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request& request) {
    const auto* around = reinterpret_cast<const volatile uint32_t*>(&request);
    uint32_t sum = 0;
    for (int i = 0; i < 64; ++i) sum += around[i];
    last_ = sum;
    order_.push_front(slot);
  }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  uint32_t last_ = 0;
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Beside)
