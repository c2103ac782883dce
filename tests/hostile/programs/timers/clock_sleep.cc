// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "slept"
// never: "slept"
#include "call.h"
#include "lru.h"

constexpr long wait[2] = {0, 1000};

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(230, 1, 0, wait, 0) >= 0) policy.note("slept");
}
