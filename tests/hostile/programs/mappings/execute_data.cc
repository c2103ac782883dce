// expect: source=screen_rejected:raw_memory fork=crash hot=crash trusted=crash
// never: "ran"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  static const unsigned char code[] = {0xb8, 1, 0, 0, 0, 0xc3};
  if (reinterpret_cast<int (*)()>(reinterpret_cast<uint64_t>(code))() == 1) policy.note("ran");
}
