#include <gauntlet/sdk/cache_priority.hpp>

// EVOLVE-BLOCK-START
double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now);
}
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_PRIORITY(priority)
