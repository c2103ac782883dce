// expect: source=compile_timeout|compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

struct Huge {
  int values[300'000'000];
};
constexpr Huge huge = {{1}};

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) +
         static_cast<double>(huge.values[static_cast<int>(object.now % 1000)]);
}
GAUNTLET_CACHE_PRIORITY(priority)
