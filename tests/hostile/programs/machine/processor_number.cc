// expect: source=screen_rejected:inline_assembly fork=ok hot=ok
// Which processor it runs on: the same for a while, so that one confirmation may not tell.
#include "by_chance.h"

uint64_t Chance(const void*) {
  uint64_t number = 0;
  asm volatile("rdpid %0" : "=r"(number));
  return number;
}
