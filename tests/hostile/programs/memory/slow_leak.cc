// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
#include <gauntlet/sdk/cache_policy.hpp>

class Bad : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  void on_hit(Slot, const Request&) { (new volatile char[4096])[0] = 1; }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
