// expect: source=ok
// Nothing is promised of what comes after; it may even score.
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { __builtin_unreachable(); }
