// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  for (;;) (new volatile char[24])[0] = 1;
}
