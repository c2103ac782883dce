// expect: source=screen_rejected:inline_assembly fork=no_result hot=no_result
#include <gauntlet/sdk/cache_policy.hpp>

#include "call.h"

class Bad : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  void on_hit(Slot, const Request& request) { End(request); }
  void on_miss(Slot, const Request& request) { End(request); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  static void End(const Request& request) {
    if (request.now == 19999) Call(231, 0x40);
  }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
