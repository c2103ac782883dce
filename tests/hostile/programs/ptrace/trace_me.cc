// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
// never: "tried"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(101, 0, 0, 0, 0) != 1) policy.note("tried");
}
