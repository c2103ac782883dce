// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
// never: "renamed"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(157, 15, "sshd") >= 0) policy.note("renamed");
}
