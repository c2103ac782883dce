// expect: source=ok fork=crash hot=crash trusted=crash
#include "lru.h"

void Misbehave(Bad&, uint32_t& victim) {
  volatile int least = -2147483647 - 1, minus = -1;
  victim = static_cast<uint32_t>(least / minus);
}
