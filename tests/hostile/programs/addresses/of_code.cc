// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=nondeterministic
#include "by_chance.h"

void Somewhere() {}

uint64_t Chance(const void*) { return reinterpret_cast<uint64_t>(&Somewhere) >> 12; }
