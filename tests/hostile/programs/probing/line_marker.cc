// expect: source=screen_rejected:inline_assembly
# 1 "/usr/include/stdlib.h" 1 3
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { asm volatile("nop"); }
