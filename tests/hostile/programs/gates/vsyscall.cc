// expect: source=screen_rejected:raw_memory fork=policy_violation hot=policy_violation
// never: "the time is known"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  long (*time)(long*) = reinterpret_cast<long (*)(long*)>(0xffffffffff600400);
  if (time(nullptr) > 1000) policy.note("the time is known");
}
