// LRU: the object whose last access is longest ago leaves first.
//
// Parameters: none. Agrees with libCacheSim's LRU miss for miss.
#include <gauntlet/sdk/cache_policy.hpp>

class Lru : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;  // most recently used in front
};
GAUNTLET_CACHE_POLICY(Lru)
