#include "simulators/cache/harness/policies/policy_module.h"

namespace {

// Three queues: a small one of a tenth for newcomers, a main one with two bits a slot, and the simulator's
// ghosts.
class S3Fifo {
 public:
  S3Fifo(const gauntlet_cache_config& config, const gauntlet_cache_view*)
      : small_target_(config.capacity / 10 > 0 ? config.capacity / 10 : 1) {}
  void OnHit(uint32_t slot, const gauntlet_cache_request&) {
    if (state_[slot].uses < 3) ++state_[slot].uses;
  }
  void OnMiss(uint32_t slot, const gauntlet_cache_request&) { returns_ = slot != GAUNTLET_CACHE_NO_SLOT; }
  uint32_t ChooseVictim(const gauntlet_cache_request&) {
    for (;;) {
      if (small_.size() > small_target_ || main_.Empty()) {
        const uint32_t slot = small_.Back();
        if (state_[slot].uses < 2) return slot;
        small_.Remove(slot);
        Enter(slot, true);
      } else {
        const uint32_t slot = main_.Back();
        if (state_[slot].uses == 0) return slot;
        --state_[slot].uses;
        main_.Remove(slot);
        main_.PushFront(slot);
      }
    }
  }
  void OnEvict(uint32_t slot, uint32_t) { (state_[slot].in_main ? main_ : small_).Remove(slot); }
  void OnInsert(uint32_t slot, const gauntlet_cache_request&) {
    if (slot >= state_.size()) state_.resize(2 * (slot + 1ull));
    Enter(slot, returns_);
  }

 private:
  struct State {
    uint8_t uses, in_main;
  };
  void Enter(uint32_t slot, bool in_main) {
    state_[slot] = {0, in_main};
    (in_main ? main_ : small_).PushFront(slot);
  }

  gauntlet::cache_simulator::SlotRing small_, main_;
  std::vector<State> state_;
  uint64_t small_target_;
  bool returns_ = false;
};

}  // namespace

GAUNTLET_NATIVE_POLICY(S3Fifo)
