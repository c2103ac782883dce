// expect: source=screen_rejected:inline_assembly fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t& victim) {
  uint64_t n = 0;
  asm volatile("mov %%cr4, %0" : "=r"(n));
  victim = static_cast<uint32_t>(n);
}
