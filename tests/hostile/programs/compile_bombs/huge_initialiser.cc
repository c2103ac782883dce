// expect: source=compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

constexpr int table[400'000'000] = {[0 ... 399'999'999] = 1};

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(table[static_cast<int>(object.now)]);
}
GAUNTLET_CACHE_PRIORITY(priority)
