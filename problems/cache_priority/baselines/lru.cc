// LRU: the time of the access. Answers as cache_miss_ratio's lru.cc does.
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now);
}
GAUNTLET_CACHE_PRIORITY(priority)
