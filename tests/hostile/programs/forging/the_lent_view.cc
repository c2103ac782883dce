// expect: source=ok fork=ok hot=ok confirm=ok
// A copy: it deceives nobody but itself.
#include "lru.h"

void Misbehave(Bad& policy, uint32_t&) {
  auto* view = const_cast<gauntlet::cache::View*>(&policy.cache());
  view->misses = 0;
  view->capacity = 1 << 20;
}
