// expect: source=screen_rejected:inline_assembly fork=ok hot=ok confirm=nondeterministic
#include "by_chance.h"

uint64_t Chance(const void*) {
  uint64_t number = 0;
  asm volatile("rdrand %0" : "=r"(number) : : "cc");
  return number;
}
