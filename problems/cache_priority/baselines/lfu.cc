// LFU: accesses in this residency. Equals leave in order of insertion, where cache_miss_ratio's lfu.cc evicts
// the one that reached its count first; so the two differ.
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return object.count;
}
GAUNTLET_CACHE_PRIORITY(priority)
