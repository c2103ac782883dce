// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "read"
// never: "read"
#include "call.h"
#include "lru.h"

static long base[1];

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(158, 0x1003, base) >= 0) policy.note("read");
}
