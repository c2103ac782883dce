#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/slot_table.hpp>

// EVOLVE-BLOCK-START
// New objects wait in a short list; a hit moves them to the long one.
class TwoLists : public gauntlet::cache::Policy {
 public:
  explicit TwoLists(const Config& config) : limit_(config.capacity / 8 + 1) {}

  void on_hit(Slot slot, const Request& request) {
    ++hits_;
    if (young_.contains(slot)) {
      young_.remove(slot);
      old_.push_front(slot);
    } else {
      old_.move_to_front(slot);
    }
    if (old_.size() > 4 * limit_ && request.size > 0) demote();
  }

  void on_insert(Slot slot, const Request& request) {
    if (request.operation == gauntlet::cache::kWrite && hits_ % 8 == 3) {
      old_.push_back(slot);
      return;
    }
    young_.push_front(slot);
  }

  Slot choose_victim(const Request& request) {
    const bool young_is_long = young_.size() > limit_ + request.size / 4096;
    if (!young_.empty() && (young_is_long || old_.empty())) return young_.back();
    return old_.back();
  }

  void on_evict(Slot slot, EvictReason reason) {
    young_.remove(slot);
    old_.remove(slot);
    if (reason == EvictReason::kCapacity) ++evictions_;
  }

 private:
  void demote() {
    const Slot last = old_.back();
    for (int i = 0; i < 2 && !old_.empty(); ++i) {
      const Slot moved = old_.pop_back();
      young_.push_front(moved);
      if (moved == last) break;
    }
  }

  gauntlet::sdk::SlotList young_;
  gauntlet::sdk::SlotList old_;
  uint64_t limit_;
  uint64_t hits_ = 0;
  uint64_t evictions_ = 0;
};
// EVOLVE-BLOCK-END

GAUNTLET_CACHE_POLICY(TwoLists)
