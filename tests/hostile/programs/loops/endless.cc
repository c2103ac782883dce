// expect: source=screen_rejected:inline_assembly fork=timeout hot=timeout
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  while (true) asm volatile("");
}
