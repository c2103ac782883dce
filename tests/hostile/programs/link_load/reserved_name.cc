// expect: source=screen_rejected:reserved_name
#include "lru.h"

void gauntlet_sdk_barrier(int) {}

void Misbehave(Bad&, uint32_t&) {}
