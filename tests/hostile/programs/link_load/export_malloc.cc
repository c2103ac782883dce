// expect: source=screen_rejected:extern_c fork=ok hot=ok trusted=ok
// The version script makes it a function of its own.
#include "lru.h"

extern "C" GAUNTLET_EXPORT void* malloc(__SIZE_TYPE__) { return nullptr; }

void Misbehave(Bad& policy, uint32_t&) {
  if (malloc(8) == nullptr) policy.note("mine");
}
