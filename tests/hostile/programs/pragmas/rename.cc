// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma redefine_extname Misbehave system

void Misbehave(Bad&, uint32_t&) {}
