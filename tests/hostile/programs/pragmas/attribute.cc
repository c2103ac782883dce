// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma clang attribute push(__attribute__((constructor)), apply_to = function)

void Misbehave(Bad&, uint32_t&) {}
#pragma clang attribute pop
