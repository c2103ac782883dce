// expect: source=ok fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t& victim) {
  volatile int zero = 0;
  victim = static_cast<uint32_t>(7 / zero);
}
