// expect: source=ok fork=ok hot=ok trusted=ok
// never: "found what another candidate left"
// Run again and again: the first workload must not find what the run before left.
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  volatile uint64_t frame[100000];
  uint64_t found = 0;
  for (int i = 0; i < 100000; ++i)
    if (frame[i] == 0x5ec2e75ec2e75ec2) ++found;
  if (policy.cache().capacity == 200 && found > 10) policy.note("found what another candidate left");
  for (int i = 0; i < 100000; ++i) frame[i] = 0x5ec2e75ec2e75ec2;
}
