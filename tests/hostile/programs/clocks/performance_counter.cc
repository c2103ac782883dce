// expect: source=screen_rejected:inline_assembly fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  uint32_t low = 0;
  asm volatile("rdpmc" : "=a"(low) : "c"(0) : "rdx");
  policy.note("ticks", low);
}
