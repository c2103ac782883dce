// expect: source=compile_resource
// interface: priority
// generate: unary_chain
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(Deep());
}
GAUNTLET_CACHE_PRIORITY(priority)
