// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma clang section text = ".init"

void Misbehave(Bad&, uint32_t&) {}
