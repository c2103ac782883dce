// expect: source=compile_error
// interface: priority
// generate: diagnostic_flood
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(1);
}
GAUNTLET_CACHE_PRIORITY(priority)
