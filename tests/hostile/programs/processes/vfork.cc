// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
// never: "forked"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  const long pid = RawCall(58, 0, 0, 0, 0, 0, 0);
  if (pid == 0) RawCall(231, 0, 0, 0, 0, 0, 0);
  if (pid > 0) policy.note("forked");
}
