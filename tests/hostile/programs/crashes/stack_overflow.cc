// expect: source=ok fork=crash hot=crash trusted=crash
#include "lru.h"

__attribute__((noinline)) uint64_t Deeper(uint64_t n) {
  volatile char frame[256] = {};
  frame[n % 256] = 1;
  return n == 0 ? 0 : Deeper(n + 1) + static_cast<uint64_t>(frame[n % 255]);
}

void Misbehave(Bad& policy, uint32_t& victim) {
  victim += static_cast<uint32_t>(Deeper(policy.cache().used));
}
