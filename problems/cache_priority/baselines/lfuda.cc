// LFU with dynamic aging (Arlitt et al., "Evaluating Content Management Techniques for Web Proxy Caches",
// 2000): accesses in this residency on top of the priority at which the last victim left, so that old counts
// lose their weight.
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  return cache.last_evicted_priority + object.count;
}
GAUNTLET_CACHE_PRIORITY(priority)
