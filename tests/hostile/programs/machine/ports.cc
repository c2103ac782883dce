// expect: source=screen_rejected:inline_assembly fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { asm volatile("outb %%al, $0x80" : : "a"(0)); }
