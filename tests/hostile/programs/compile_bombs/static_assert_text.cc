// expect: source=compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

#define T0 "0123456789abcdef"
#define T1 T0 T0 T0 T0 T0 T0 T0 T0
#define T2 T1 T1 T1 T1 T1 T1 T1 T1
#define T3 T2 T2 T2 T2 T2 T2 T2 T2
#define T4 T3 T3 T3 T3 T3 T3 T3 T3
static_assert(false, T4);

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(1);
}
GAUNTLET_CACHE_PRIORITY(priority)
