// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=nondeterministic
#include <new>

#include "by_chance.h"

uint64_t Chance(const void*) {
  return reinterpret_cast<uint64_t>(static_cast<void* (*)(unsigned long)>(::operator new)) >> 12;
}
