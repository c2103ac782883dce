// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(60, 0) >= 0) policy.note("done");
}
