// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "opened"
// never: "opened"
#include "call.h"
#include "lru.h"

static int ends[2];

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(53, 1, 1, 0, ends) >= 0) policy.note("opened");
}
