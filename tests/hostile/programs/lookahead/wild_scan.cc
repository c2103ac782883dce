// expect: source=screen_rejected:raw_memory fork=crash hot=crash
// Searches all of its memory for the header of a trace, from the lent view upwards, until there is none.
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  const auto* at = reinterpret_cast<const volatile uint64_t*>(&policy.cache());
  for (uint64_t i = 0; i < (64ull << 27); ++i)
    if (at[i] == 0x0123456789abcdef) policy.note("there it is");
}
