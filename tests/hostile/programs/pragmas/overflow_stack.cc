// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma clang __debug overflow_stack

void Misbehave(Bad&, uint32_t&) {}
