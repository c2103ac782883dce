// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
#include "queue.h"

class Bad : public Queue {
 public:
  void on_hit(Slot, const Request&) { (new volatile char[4096])[0] = 1; }
};
GAUNTLET_CACHE_POLICY(Bad)
