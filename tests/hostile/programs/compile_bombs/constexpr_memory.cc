// expect: source=compile_error
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

constexpr long Hoard() {
  long sum = 0;
  char* all = new char[1u << 30];
  all[5] = 1;
  sum += all[5];
  delete[] all;
  return sum;
}
constexpr long hoarded = Hoard();

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(hoarded);
}
GAUNTLET_CACHE_PRIORITY(priority)
