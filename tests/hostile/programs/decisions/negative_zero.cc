// expect: source=ok fork=ok hot=ok confirm=ok
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  return ((object.now ^ cache.evictions) & 1) != 0 ? 0.0 : -0.0;
}
GAUNTLET_CACHE_PRIORITY(priority)
