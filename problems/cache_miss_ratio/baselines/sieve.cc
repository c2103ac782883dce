// SIEVE (Zhang et al., "SIEVE is Simpler than LRU", NSDI '24): a FIFO queue and a hand that walks from the
// oldest object to the newest, clears the visited bits that it meets and evicts the first object without one.
// Survivors keep their place; the hand goes on from where it stopped, and from the newest it returns to the
// oldest.
//
// Parameters: one visited bit, clear at insertion. Agrees with libCacheSim's Sieve miss for miss.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/slot_table.hpp>

class Sieve : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { visited_[slot] = 1; }
  void on_insert(Slot slot, const Request&) {
    visited_[slot] = 0;
    queue_.push_front(slot);
  }
  Slot choose_victim(const Request&) {
    if (hand_ == gauntlet::cache::kNoSlot) hand_ = queue_.back();
    while (visited_[hand_] != 0) {
      visited_[hand_] = 0;
      hand_ = queue_.prev(hand_);
      if (hand_ == gauntlet::cache::kNoSlot) hand_ = queue_.back();
    }
    return hand_;
  }
  void on_evict(Slot slot, EvictReason) {
    if (slot == hand_) hand_ = queue_.prev(slot);
    queue_.remove(slot);
  }

 private:
  gauntlet::sdk::SlotList queue_;  // newest in front
  gauntlet::sdk::SlotTable<uint8_t> visited_;
  Slot hand_ = gauntlet::cache::kNoSlot;  // the next to be looked at; none: the oldest
};
GAUNTLET_CACHE_POLICY(Sieve)
