// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "called"
// never: "called"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  long number = 20;
  asm volatile("int $0x80" : "+a"(number) : : "memory");
  if (number > 0) policy.note("called");
}
