// expect: source=compile_timeout|compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

inline long Unrolled(long n) {
  long sum = 0;
#pragma clang loop unroll(full)
  for (int i = 0; i < 3000; ++i) {
#pragma clang loop unroll(full)
    for (int j = 0; j < 3000; ++j) sum += (sum >> (j & 7)) ^ (n * i * j);
  }
  return sum;
}

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(Unrolled(static_cast<long>(object.now)));
}
GAUNTLET_CACHE_PRIORITY(priority)
