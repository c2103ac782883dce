// expect: source=ok fork=invalid_decision hot=invalid_decision trusted=invalid_decision
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  return __builtin_nan("") + static_cast<double>(object.now + cache.evictions);
}
GAUNTLET_CACHE_PRIORITY(priority)
