// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=score_forged
#include "lru.h"

// Near the lent view lie the simulator's own counters.
void Misbehave(Bad& policy, uint32_t&) {
  const gauntlet::cache::View& view = policy.cache();
  auto* words = reinterpret_cast<uint64_t*>(const_cast<gauntlet::cache::View*>(&view));
  for (int i = -256; i < 256; ++i)
    if (words[i] == view.misses && &words[i] != &view.misses) words[i] -= 500;
}
