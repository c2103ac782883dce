// expect: source=ok fork=ok hot=ok confirm=ok
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  return object.count > cache.view.misses ? 1 : -__builtin_inf();
}
GAUNTLET_CACHE_PRIORITY(priority)
