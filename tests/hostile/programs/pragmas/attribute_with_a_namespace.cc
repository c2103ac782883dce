// expect: source=screen_rejected:pragma
#include "lru.h"
#pragma clang attribute Mine.push(__attribute__((section(".x"))), apply_to = function)

void Misbehave(Bad&, uint32_t&) {}
#pragma clang attribute Mine.pop
