// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma GCC poison order_

void Misbehave(Bad&, uint32_t&) {}
