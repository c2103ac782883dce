// expect: source=ok fork=timeout hot=timeout
// Both workloads have 20,000 requests: the loop waits for the last one.
#include "queue.h"

class Bad : public Queue {
 public:
  void on_hit(Slot, const Request& request) { End(request); }
  void on_miss(Slot, const Request& request) { End(request); }

 private:
  static void End(const Request& request) {
    volatile bool on = request.now == 19999;
    while (on) {
    }
  }
};
GAUNTLET_CACHE_POLICY(Bad)
