// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  auto* all = new volatile char[1ull << 40];
  all[0] = 1;
}
