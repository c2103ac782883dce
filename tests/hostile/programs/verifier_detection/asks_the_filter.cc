// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=ok
// A futex is allowed where blocks are fed, and nowhere else: to ask is to be killed in the run before.
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  static const uint32_t word = 0;
  if (Call(202, &word, 1, 1, 0, 0, 0) >= 0) policy.note("this is a confirmation");
}
