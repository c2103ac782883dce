// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma clang __debug parser_crash

void Misbehave(Bad&, uint32_t&) {}
