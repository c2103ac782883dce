// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma STDC FENV_ACCESS ON

void Misbehave(Bad&, uint32_t&) {}
