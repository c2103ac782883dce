// expect: source=ok fork=ok hot=ok confirm=ok
#include "queue.h"

class Bad : public Queue {
 public:
  bool admit(Slot, const Request&) { return false; }
};
GAUNTLET_CACHE_POLICY(Bad)
