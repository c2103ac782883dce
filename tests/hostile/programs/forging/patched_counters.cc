// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=score_forged
#include "lru.h"

// Before the lent view lie the simulator's own counters, from where a page of its memory begins. Beyond that page lies
// what may be the stack, on which a number of the same value would be anything.
void Misbehave(Bad& policy, uint32_t&) {
  auto* view = reinterpret_cast<uint64_t*>(const_cast<gauntlet::cache::View*>(&policy.cache()));
  auto* run = reinterpret_cast<uint64_t*>(reinterpret_cast<uint64_t>(view) & ~uint64_t{4095});
  for (uint64_t* word = run; word < view; ++word)
    if (*word == policy.cache().misses) *word -= 500;
}
