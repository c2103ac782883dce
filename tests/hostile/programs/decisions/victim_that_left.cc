// expect: source=ok fork=invalid_decision hot=invalid_decision trusted=invalid_decision
#include "queue.h"

class Bad : public Queue {
 public:
  Slot choose_victim(const Request&) {
    if (evicted_) return last_;
    evicted_ = true;
    return last_ = order_.back();
  }

 private:
  bool evicted_ = false;
  Slot last_ = 0;
};
GAUNTLET_CACHE_POLICY(Bad)
