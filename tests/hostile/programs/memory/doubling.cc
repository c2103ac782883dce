// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  for (uint64_t bytes = 1024;; bytes *= 2) (new volatile char[bytes])[0] = 1;
}
