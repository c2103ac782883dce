// expect: source=compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

template <int N>
constexpr auto Deduced() {
  return Deduced<N + 1>();
}

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(Deduced<0>());
}
GAUNTLET_CACHE_PRIORITY(priority)
