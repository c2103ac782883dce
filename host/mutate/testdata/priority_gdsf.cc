#include <gauntlet/sdk/cache_priority.hpp>

// EVOLVE-BLOCK-START
constexpr double kFloor = 0.25;

double worth(double count, double size) { return count / (1.0 + size); }

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  const double count = object.count + 0.5 * object.past_count;
  double value = cache.last_evicted_priority + worth(count, double(object.size));
  if (object.gaps[0] > 4 * cache.last_evicted_age || cache.evictions < 16) {
    value = value * kFloor;
  }
  return object.count > 1 ? value : value - 1.0 / (2.0 + gauntlet::sdk::log(1.0 + count));
}
// EVOLVE-BLOCK-END

GAUNTLET_CACHE_PRIORITY(priority)
