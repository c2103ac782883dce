// expect: source=ok fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { __builtin_trap(); }
