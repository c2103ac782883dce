// expect: source=screen_rejected:mutable_static fork=ok hot=ok confirm=nondeterministic
// Remembers that it was there before: LRU in its first simulation, FIFO from then on.
#include "queue.h"

static int g_simulations = 0;

class Returner : public Queue {
 public:
  explicit Returner(const gauntlet::cache::Config&) { ++g_simulations; }
  void on_hit(Slot slot, const Request&) {
    if (g_simulations == 1) order_.move_to_front(slot);
  }
};
GAUNTLET_CACHE_POLICY(Returner)
