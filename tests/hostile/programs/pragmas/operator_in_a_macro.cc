// expect: source=screen_rejected:pragma
#include "lru.h"
#define CRASH _Pragma("clang __debug parser_crash")
CRASH

void Misbehave(Bad&, uint32_t&) {}
