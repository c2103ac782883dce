// expect: source=screen_rejected:pragma
#include "lru.h"

#pragma comment(lib, "m")

void Misbehave(Bad&, uint32_t&) {}
