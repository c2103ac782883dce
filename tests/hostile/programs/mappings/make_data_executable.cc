// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "executable"
// never: "executable"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  alignas(4096) static const char page[4096] = {1};
  if (Call(10, page, 4096, 5) == 0) policy.note("executable");
}
