// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "created"
// never: "created"
#include "call.h"
#include "lru.h"

constexpr uint64_t mask[1] = {0};

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(289, -1, mask, 8, 0) >= 0) policy.note("created");
}
