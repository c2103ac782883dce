// expect: source=screen_rejected:inline_assembly fork=crash hot=ok trusted=ok
// shows: trusted "ticks"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  uint32_t low = 0;
  asm volatile("rdtscp" : "=a"(low) : : "rdx", "rcx");
  policy.note("ticks", low);
}
