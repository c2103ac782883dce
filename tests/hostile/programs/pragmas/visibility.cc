// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma GCC visibility push(default)

void Misbehave(Bad&, uint32_t&) {}
