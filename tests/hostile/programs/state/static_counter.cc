// expect: source=screen_rejected:mutable_static fork=ok hot=ok confirm=nondeterministic
// Workload by workload it decides otherwise: an evaluation plays several, a confirmation one a child.
#include "queue.h"

uint64_t calls = 0;

class Bad : public Queue {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  Slot choose_victim(const Request&) { return ++calls / 20000 % 2 == 0 ? order_.back() : order_.front(); }
};
GAUNTLET_CACHE_POLICY(Bad)
