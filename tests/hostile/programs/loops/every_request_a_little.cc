// expect: source=ok fork=timeout hot=timeout
#include "queue.h"

class Bad : public Queue {
 public:
  void on_hit(Slot, const Request&) { Waste(); }

 private:
  static void Waste() {
    for (volatile int i = 0; i < 100000; i = i + 1) {
    }
  }
};
GAUNTLET_CACHE_POLICY(Bad)
