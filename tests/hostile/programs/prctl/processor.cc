// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "asked"
// never: "asked"
#include "call.h"
#include "lru.h"

static char mask[128];

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(204, 0, 128, mask) >= 0) policy.note("asked");
}
