// expect: source=screen_rejected:inline_assembly trusted=ok
// shows: trusted "processor"
// Trapped in tier fork where the processor can do that.
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  uint32_t a = 0, b = 0, c = 0, d = 0;
  asm volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  policy.note("processor", b);
}
