// expect: source=screen_rejected:inline_assembly
#line 1 "/gauntlet/include/gauntlet/sdk/cache_policy.hpp"
#include "lru.h"

void Misbehave(Bad&, uint32_t&) { asm volatile("nop"); }
