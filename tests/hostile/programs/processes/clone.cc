// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "cloned"
// never: "cloned"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  const long pid = Call(56, 17);
  if (pid == 0) Call(231, 0);
  if (pid > 0) policy.note("cloned");
}
