// expect: source=ok fork=timeout hot=timeout
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  volatile uint64_t n = 0;
  while (true) n = n + 1;
}
