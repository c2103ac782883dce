// expect: source=ok fork=invalid_decision hot=invalid_decision trusted=invalid_decision
#include "queue.h"

class Bad : public Queue {
 public:
  Slot choose_victim(const Request&) { return 0x7fffffff; }
};
GAUNTLET_CACHE_POLICY(Bad)
