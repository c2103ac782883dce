// expect: source=screen_rejected:inline_assembly fork=ok hot=ok
// Rounds towards zero from here on: its own arithmetic, and that of its process's simulator.
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  const uint32_t mode = 0x7f80;
  asm volatile("ldmxcsr %0" : : "m"(mode));
}
