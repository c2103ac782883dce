#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/slot_table.hpp>

// EVOLVE-BLOCK-START
class Lru : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
// EVOLVE-BLOCK-END

GAUNTLET_CACHE_POLICY(Lru)
