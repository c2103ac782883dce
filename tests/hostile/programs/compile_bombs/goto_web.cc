// expect: source=ok
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

inline int Web(int n) {
  static void* const targets[] = {&&a, &&b, &&c, &&d};
a:
  if (n++ > 100) return n;
  goto* targets[n & 3];
b:
  n += 3;
  goto* targets[n & 3];
c:
  n ^= 5;
  goto* targets[(n + 1) & 3];
d:
  n += 7;
  goto* targets[n & 3];
}

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(Web(1));
}
GAUNTLET_CACHE_PRIORITY(priority)
