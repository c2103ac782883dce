// expect: source=screen_rejected:inline_assembly fork=no_result hot=no_result

#include "call.h"
#include "queue.h"

class Bad : public Queue {
 public:
  void on_hit(Slot, const Request& request) { End(request); }
  void on_miss(Slot, const Request& request) { End(request); }

 private:
  static void End(const Request& request) {
    if (request.now == 19999) Call(231, 0x40);
  }
};
GAUNTLET_CACHE_POLICY(Bad)
