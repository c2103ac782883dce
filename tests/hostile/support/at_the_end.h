// Calls AtTheEnd on the last request: both workloads have 20,000.
#include "queue.h"

void AtTheEnd();

class Bad : public Queue {
 public:
  void on_hit(Slot, const Request& request) { Look(request); }
  void on_miss(Slot, const Request& request) { Look(request); }

 private:
  static void Look(const Request& request) {
    if (request.now == 19999) AtTheEnd();
  }
};
GAUNTLET_CACHE_POLICY(Bad)
