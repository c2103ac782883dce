// expect: source=screen_rejected:raw_memory fork=crash hot=crash trusted=crash
// never: "ran"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  auto* code = new volatile unsigned char[16];
  code[0] = 0xc3;
  reinterpret_cast<void (*)()>(reinterpret_cast<uint64_t>(code))();
  policy.note("ran");
}
