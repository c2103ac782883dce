// expect: source=ok fork=timeout hot=timeout
// Both workloads have 20,000 requests: the loop waits for the last one.
#include <gauntlet/sdk/cache_policy.hpp>

class Bad : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  void on_hit(Slot, const Request& request) { End(request); }
  void on_miss(Slot, const Request& request) { End(request); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  static void End(const Request& request) {
    volatile bool on = request.now == 19999;
    while (on) {
    }
  }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
