// expect: source=screen_rejected:mutable_static fork=ok hot=ok confirm=nondeterministic
// Remembers that it was there before: LRU in its first simulation, FIFO from then on.
#include <gauntlet/sdk/cache_policy.hpp>

static int g_simulations = 0;

class Returner : public gauntlet::cache::Policy {
 public:
  explicit Returner(const gauntlet::cache::Config&) { ++g_simulations; }
  void on_hit(Slot slot, const Request&) {
    if (g_simulations == 1) order_.move_to_front(slot);
  }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Returner)
