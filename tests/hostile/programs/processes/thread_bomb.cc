// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=policy_violation
#include "call.h"
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  for (;;) Call(56, 0x50f00, new char[4096] + 4096);
}
