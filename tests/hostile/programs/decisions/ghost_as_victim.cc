// expect: source=ok fork=invalid_decision hot=invalid_decision trusted=invalid_decision
#include <gauntlet/sdk/cache_policy.hpp>

class Bad : public gauntlet::cache::Policy {
 public:
  void on_miss(Slot slot, const Request&) { ghost_ = slot; }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) { return ghost_ != gauntlet::sdk::kNoSlot ? ghost_ : order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  Slot ghost_ = gauntlet::sdk::kNoSlot;

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
