// CLOCK, or second chance (Corbato, "A Paging Experiment with the Multics System", 1968): a FIFO queue whose
// oldest object goes round once more if it was hit since it last stood at the end.
//
// Parameters: one reference bit, clear at insertion. Agrees with libCacheSim's Clock miss for miss.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/slot_table.hpp>

class Clock : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { referenced_[slot] = 1; }
  void on_insert(Slot slot, const Request&) {
    referenced_[slot] = 0;
    queue_.push_front(slot);
  }
  Slot choose_victim(const Request&) {
    while (referenced_[queue_.back()] != 0) {
      referenced_[queue_.back()] = 0;
      queue_.move_to_front(queue_.back());
    }
    return queue_.back();
  }
  void on_evict(Slot slot, EvictReason) { queue_.remove(slot); }

 private:
  gauntlet::sdk::SlotList queue_;  // newest in front
  gauntlet::sdk::SlotTable<uint8_t> referenced_;
};
GAUNTLET_CACHE_POLICY(Clock)
