// expect: source=compile_resource|compile_timeout
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

constexpr long Loop() {
  long n = 0;
  while (true) n = n + 1;
  return n;
}
constexpr long looped = Loop();

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(looped);
}
GAUNTLET_CACHE_PRIORITY(priority)
