// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
#include <gauntlet/sdk/cache_policy.hpp>

class Bad : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  char table_[64 << 20] = {};

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
