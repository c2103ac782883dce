// expect: source=ok fork=crash hot=crash trusted=crash
// One frame that steps over a guard of 256 MiB, into whatever lies below.
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  volatile char frame[600 << 20];
  for (uint64_t i = policy.cache().used - policy.cache().used; i < sizeof frame; i += 4096) frame[i] = 1;
}
