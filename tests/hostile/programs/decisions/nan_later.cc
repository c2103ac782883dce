// expect: source=ok fork=invalid_decision hot=invalid_decision trusted=invalid_decision
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  const double zero = object.now > 15000 ? 0 : 1;
  return (zero * static_cast<double>(cache.evictions)) / zero;
}
GAUNTLET_CACHE_PRIORITY(priority)
