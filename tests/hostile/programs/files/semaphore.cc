// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
// never: "created"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(64, 0, 1, 01600) >= 0) policy.note("created");
}
