// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
// never: "attached"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(101, 16, Call(110), 0, 0) >= 0) policy.note("attached");
}
