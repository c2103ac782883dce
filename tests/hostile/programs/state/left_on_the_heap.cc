// expect: source=ok fork=ok hot=ok trusted=ok
// never: "found what another candidate left"
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  auto* block = new volatile uint64_t[100000];
  uint64_t found = 0;
  for (int i = 0; i < 100000; ++i)
    if (block[i] == 0x5ec2e75ec2e75ec2) ++found;
  if (found > 0) policy.note("found what another candidate left");
  for (int i = 0; i < 100000; ++i) block[i] = 0x5ec2e75ec2e75ec2;
}
