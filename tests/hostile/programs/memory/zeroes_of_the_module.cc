// expect: source=screen_rejected:mutable_static
// expect: fork=memory_limit hot=memory_limit trusted=memory_limit
#include "lru.h"

char zeroes[256 << 20];

void Misbehave(Bad& policy, uint32_t& victim) {
  for (uint64_t i = 0; i < sizeof zeroes; i += 4096) zeroes[i] = 1;
  victim = zeroes[policy.cache().used];
}
