// expect: source=compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

template <int N>
struct Deep {
  static constexpr int value = Deep<N - 1>::value + 1;
};
template <>
struct Deep<0> {
  static constexpr int value = 0;
};

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(Deep<100000>::value);
}
GAUNTLET_CACHE_PRIORITY(priority)
