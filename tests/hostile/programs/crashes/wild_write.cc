// expect: source=ok fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { *reinterpret_cast<volatile int*>(0x123456789000) = 1; }
