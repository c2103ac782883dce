// expect: source=screen_rejected:raw_memory fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { *reinterpret_cast<volatile int*>(0xdead000000000000) = 1; }
