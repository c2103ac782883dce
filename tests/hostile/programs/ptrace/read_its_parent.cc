// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "read"
// never: "read"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(310, Call(110), 0, 0, 0, 0, 0) >= 0) policy.note("read");
}
