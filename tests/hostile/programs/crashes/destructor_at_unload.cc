// expect: source=ok fork=crash hot=crash trusted=crash
#include "queue.h"

class Bad : public Queue {
 public:
  ~Bad() { *static_cast<volatile int*>(nullptr) = 1; }
};
GAUNTLET_CACHE_POLICY(Bad)
