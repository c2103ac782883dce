// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
// never: "woken"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(34) >= 0) policy.note("woken");
}
