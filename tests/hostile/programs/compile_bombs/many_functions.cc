// expect: source=compile_timeout|compile_resource
// interface: priority
// generate: many_functions
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + kAll[object.now % 6000](1);
}
GAUNTLET_CACHE_PRIORITY(priority)
