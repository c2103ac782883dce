// expect: source=screen_rejected:inline_assembly fork=no_result hot=no_result
#include <gauntlet/sdk/cache_policy.hpp>

#include "call.h"

class Bad : public gauntlet::cache::Policy {
 public:
  ~Bad() { Call(231, 0); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
