// expect: source=screen_rejected:inline_assembly fork=ok hot=policy_violation trusted=ok
// shows: trusted "asked"
// never: "asked"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(25, 4096, 4096, 8192, 1, 0) != -12) policy.note("asked");
}
