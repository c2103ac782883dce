// expect: source=ok fork=ok hot=ok confirm=ok
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  return 4.9e-324 * static_cast<double>(object.now % 7 + cache.evictions % 2);
}
GAUNTLET_CACHE_PRIORITY(priority)
