// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
// never: "sent"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(62, Call(110), 9) >= 0) policy.note("sent");
}
