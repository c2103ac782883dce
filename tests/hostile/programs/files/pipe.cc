// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "piped"
// never: "piped"
#include "call.h"
#include "lru.h"

static int ends[2];

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(293, ends, 02000000) >= 0) policy.note("piped");
}
