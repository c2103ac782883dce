// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "known"
// never: "known"
#include "call.h"
#include "lru.h"

static long now[2];

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(228, 1, now) >= 0) policy.note("known");
}
