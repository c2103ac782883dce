// expect: source=compile_error
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

struct alignas(1ull << 40) Far {
  int value;
};
const Far far = {1};

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(far.value);
}
GAUNTLET_CACHE_PRIORITY(priority)
