// LFU: the object with the fewest accesses leaves first; among equals, the one that reached its count first.
//
// Parameters: none. A count starts at 1 with the residency and is forgotten with it.
// Agrees with libCacheSim's LFU miss for miss.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/flat_map.hpp>
#include <gauntlet/sdk/slot_table.hpp>

class Lfu : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) {
    const uint64_t count = count_[slot];
    const Slot* end_of_next_run = last_.find(count + 1);
    const Slot mark = end_of_next_run != nullptr ? *end_of_next_run : *last_.find(count);
    leave_run(slot);
    order_.insert_after(mark, slot);
    count_[slot] = count + 1;
    last_[count + 1] = slot;
  }
  void on_insert(Slot slot, const Request&) {
    if (const Slot* end_of_run = last_.find(1)) {
      order_.insert_after(*end_of_run, slot);
    } else {
      order_.push_front(slot);
    }
    count_[slot] = 1;
    last_[1] = slot;
  }
  Slot choose_victim(const Request&) { return order_.front(); }
  void on_evict(Slot slot, EvictReason) {
    leave_run(slot);
    order_.remove(slot);
  }

 private:
  // Keeps last_ true when `slot` is about to leave the run of its count.
  void leave_run(Slot slot) {
    const uint64_t count = count_[slot];
    if (*last_.find(count) != slot) return;
    const Slot before = order_.prev(slot);
    if (before != gauntlet::cache::kNoSlot && count_[before] == count) {
      last_[count] = before;
    } else {
      last_.erase(count);
    }
  }

  gauntlet::sdk::SlotList order_;                // runs of equal counts, rising; within a run as they came
  gauntlet::sdk::FlatMap<uint64_t, Slot> last_;  // count -> the last slot of its run
  gauntlet::sdk::SlotTable<uint64_t> count_;
};
GAUNTLET_CACHE_POLICY(Lfu)
