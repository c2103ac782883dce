// expect: source=compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

constexpr long Down(long n) { return Down(n + 1); }
constexpr long bottom = Down(0);

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(bottom);
}
GAUNTLET_CACHE_PRIORITY(priority)
