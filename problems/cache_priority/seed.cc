// Where a campaign starts: LRU as a priority, the time of the access. The names below are what an object and
// the cache offer.
#include <gauntlet/sdk/cache_priority.hpp>

// EVOLVE-BLOCK-START
double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  const double now = object.now;
  const double count = object.count;            // accesses in this residency
  const double past_count = object.past_count;  // in the one before, while remembered
  const double gap = object.gaps[0];            // to the access before; 0: none known
  const double older_gap = object.gaps[1];
  const double life = object.now - object.inserted_at;
  const double size = object.size;
  const double age_limit = cache.last_evicted_age;  // how long the last victim was not asked for
  const double floor = cache.last_evicted_priority;
  return now;
}
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_PRIORITY(priority)
