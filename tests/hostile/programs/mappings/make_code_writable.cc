// expect: source=screen_rejected:inline_assembly
// expect: fork=policy_violation hot=policy_violation trusted=ok
// shows: trusted "writable"
// never: "writable"
#include "call.h"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  const auto page = reinterpret_cast<uint64_t>(&Misbehave) & ~0xfffull;
  if (Call(10, page, 4096, 7) == 0) policy.note("writable");
}
