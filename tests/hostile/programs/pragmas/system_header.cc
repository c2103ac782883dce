// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma GCC system_header

void Misbehave(Bad&, uint32_t&) {}
