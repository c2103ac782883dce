// expect: source=compile_timeout
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

using Wide = unsigned _BitInt(8000000);
inline Wide Power(Wide x) { return x * x * x / (x + 7) % (x * x + 3); }

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>((Power(Wide(object.now)) & 0xff));
}
GAUNTLET_CACHE_PRIORITY(priority)
