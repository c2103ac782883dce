// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "waited"
// never: "waited"
#include "call.h"
#include "lru.h"

static long wait[2] = {0, 1000};

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(23, 0, 0, 0, 0, wait) >= 0) policy.note("waited");
}
