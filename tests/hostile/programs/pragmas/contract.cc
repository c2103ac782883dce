// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma STDC FP_CONTRACT ON

void Misbehave(Bad&, uint32_t&) {}
