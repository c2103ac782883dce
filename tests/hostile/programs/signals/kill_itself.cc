// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=timeout
// Tier trusted takes a death by SIGKILL for its own.
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(62, Call(39), 9) >= 0) policy.note("sent");
}
