// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
// The budget's end is no exception that a policy could catch.
#include "lru.h"

void Misbehave(Bad&, uint32_t&) {
  for (;;) {
    try {
      (new volatile char[1 << 20])[0] = 1;
    } catch (...) {
    }
  }
}
