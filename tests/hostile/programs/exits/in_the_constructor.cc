// expect: source=screen_rejected:inline_assembly fork=no_result hot=no_result

#include "call.h"
#include "queue.h"

class Bad : public Queue {
 public:
  Bad() { Call(231, 0); }
};
GAUNTLET_CACHE_POLICY(Bad)
