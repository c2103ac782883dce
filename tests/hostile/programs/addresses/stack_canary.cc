// expect: source=screen_rejected:inline_assembly fork=ok hot=ok confirm=nondeterministic
#include "by_chance.h"

uint64_t Chance(const void*) {
  uint64_t canary = 0;
  asm volatile("mov %%fs:0x28, %0" : "=r"(canary));
  return canary;
}
