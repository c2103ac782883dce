// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "tried"
// never: "tried"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(304, -100, 0, 0) < 0) policy.note("tried");
}
