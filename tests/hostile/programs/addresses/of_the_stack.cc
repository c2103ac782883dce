// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=nondeterministic
#include "by_chance.h"

__attribute__((noinline)) uint64_t Chance(const void*) {
  volatile char here = 0;
  return reinterpret_cast<uint64_t>(&here) >> 12;
}
