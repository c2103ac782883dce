// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=ok
// never: "the end is known"
// Nothing that a policy is lent says how long the workload is.
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  const auto* view = reinterpret_cast<const uint64_t*>(&policy.cache());
  for (uint64_t i = 0; i < sizeof(gauntlet::cache::View) / 8; ++i)
    if (view[i] == 20000) policy.note("the end is known");
}
