// expect: source=screen_rejected:inline_assembly fork=ok hot=policy_violation trusted=ok
// shows: trusted "mapped"
// never: "mapped"
// A final filter answers requests for memory with ENOMEM.
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(9, 0, 4096, 7, 0x22, -1, 0) > 0) policy.note("mapped");
}
