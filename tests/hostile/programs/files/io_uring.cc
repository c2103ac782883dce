// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
// never: "set up"
#include "call.h"
#include "lru.h"

static char parameters[120];

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(425, 4, parameters) >= 0) policy.note("set up");
}
