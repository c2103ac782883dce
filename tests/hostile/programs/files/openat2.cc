// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "opened"
// never: "opened"
#include "call.h"
#include "lru.h"

constexpr uint64_t how[3] = {};

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(437, -100, "/etc/passwd", how, sizeof how) >= 0) policy.note("opened");
}
