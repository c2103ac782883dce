// expect: source=ok fork=invalid_decision hot=invalid_decision
#include "queue.h"

class Bad : public Queue {
 public:
  Slot choose_victim(const Request&) {
    order_.remove(order_.back());
    return order_.back();
  }
};
GAUNTLET_CACHE_POLICY(Bad)
