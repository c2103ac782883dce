// expect: source=screen_rejected:inline_assembly fork=policy_violation hot=timeout trusted=ok
// shows: trusted "read"
// never: "read"
// Descriptor 0 of a hot child is its socket: it waits there.
#include "call.h"
#include "lru.h"

static char buffer[64];

void Misbehave(Bad& policy, uint32_t&) {
  if (Call(0, 0, buffer, sizeof buffer) != -1) policy.note("read");
}
