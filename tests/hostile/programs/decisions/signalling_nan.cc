// expect: source=ok fork=invalid_decision hot=invalid_decision
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  return object.now > 10000 ? __builtin_nans("") : static_cast<double>(cache.evictions);
}
GAUNTLET_CACHE_PRIORITY(priority)
