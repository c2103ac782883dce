// expect: source=ok fork=timeout hot=timeout
#include <gauntlet/sdk/cache_policy.hpp>

class Bad : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  void on_hit(Slot, const Request&) { Waste(); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  static void Waste() {
    for (volatile int i = 0; i < 100000; i = i + 1) {
    }
  }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
