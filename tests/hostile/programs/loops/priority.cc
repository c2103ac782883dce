// expect: source=ok fork=timeout hot=timeout
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  volatile bool on = object.now > 5000;
  while (on) {
  }
  return static_cast<double>(object.now);
}
GAUNTLET_CACHE_PRIORITY(priority)
