// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=ok
// A hot child has its socket at 0, and nothing at 3.
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(44, 3, "done", 4, 0x4000, 0, 0) != 4) policy.note("tried");
}
