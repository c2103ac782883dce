// expect: source=compile_error
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

const int table[1ull << 62] = {1};

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(table[5]);
}
GAUNTLET_CACHE_PRIORITY(priority)
