// expect: source=ok fork=timeout hot=timeout
#include "queue.h"

class Bad : public Queue {
 public:
  ~Bad() {
    volatile bool on = true;
    while (on) {
    }
  }
};
GAUNTLET_CACHE_POLICY(Bad)
