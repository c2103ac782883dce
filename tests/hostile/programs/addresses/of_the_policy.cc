// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=nondeterministic
#include "by_chance.h"

uint64_t Chance(const void* policy) { return reinterpret_cast<uint64_t>(policy) >> 12; }
