// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "blocked"
// never: "blocked"
#include "call.h"
#include "lru.h"

constexpr uint64_t mask[1] = {0};

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(14, 0, mask, 0, 8) >= 0) policy.note("blocked");
}
