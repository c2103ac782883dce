// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
#include "queue.h"

class Bad : public Queue {
  char table_[64 << 20] = {};
};
GAUNTLET_CACHE_POLICY(Bad)
