// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "found"
// never: "found"
#include "call.h"
#include "lru.h"

static char buffer[256];

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(4, "/etc/passwd", buffer) >= 0) policy.note("found");
}
