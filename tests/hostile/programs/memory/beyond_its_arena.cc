// expect: source=screen_rejected:raw_memory fork=crash|timeout hot=crash|timeout
// Fills the address space reserved for the simulator, where the lent view lies.
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  auto* at = reinterpret_cast<volatile char*>(const_cast<gauntlet::cache::View*>(&policy.cache()));
  for (uint64_t i = 0; i < (60ull << 30); i += 1 << 20) at[i] = 1;
}
