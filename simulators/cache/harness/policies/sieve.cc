#include "simulators/cache/harness/policies/policy_module.h"

namespace {

// A queue with a hand that moves from the oldest to the youngest and takes the first that was not visited.
class Sieve {
 public:
  Sieve(const gauntlet_cache_config&, const gauntlet_cache_view*) {}
  void OnHit(uint32_t slot, const gauntlet_cache_request&) { visited_[slot] = 1; }
  uint32_t ChooseVictim(const gauntlet_cache_request&) {
    if (hand_ == GAUNTLET_CACHE_NO_SLOT) hand_ = order_.Back();
    while (visited_[hand_] != 0) {
      visited_[hand_] = 0;
      hand_ = order_.Before(hand_);
      if (hand_ == GAUNTLET_CACHE_NO_SLOT) hand_ = order_.Back();
    }
    return hand_;
  }
  void OnEvict(uint32_t slot, uint32_t) {
    if (slot == hand_) hand_ = order_.Before(slot);
    order_.Remove(slot);
  }
  void OnInsert(uint32_t slot, const gauntlet_cache_request&) {
    if (slot >= visited_.size()) visited_.resize(2 * (slot + 1ull));
    visited_[slot] = 0;
    order_.PushFront(slot);
  }

 private:
  gauntlet::cache_simulator::SlotRing order_;
  std::vector<uint8_t> visited_;
  uint32_t hand_ = GAUNTLET_CACHE_NO_SLOT;
};

}  // namespace

GAUNTLET_NATIVE_POLICY(Sieve)
