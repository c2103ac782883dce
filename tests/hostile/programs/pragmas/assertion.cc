// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma clang __debug assert

void Misbehave(Bad&, uint32_t&) {}
