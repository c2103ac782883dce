// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "found"
// never: "found"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(21, "/etc/passwd", 4) >= 0) policy.note("found");
}
