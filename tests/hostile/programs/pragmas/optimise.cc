// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma clang optimize off

void Misbehave(Bad&, uint32_t&) {}
