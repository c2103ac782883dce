// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
#include "call.h"
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  for (;;) Call(57);
}
