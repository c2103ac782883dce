// GDSF, GreedyDual-Size with frequency (Cherkasova, "Improving WWW Proxies Performance with
// Greedy-Dual-Size-Frequency Caching Policy", HP Labs, 1998): accesses for each byte on top of the priority
// at which the last victim left. Admits every object and lets equals leave in order of insertion, where
// cache_miss_ratio's gdsf.cc refuses some and goes by the last access; so the two differ.
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  return cache.last_evicted_priority + object.count * 1e6 / object.size;
}
GAUNTLET_CACHE_PRIORITY(priority)
