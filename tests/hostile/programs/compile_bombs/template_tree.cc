// expect: source=compile_timeout|compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

template <int N, int Path>
struct Tree {
  static constexpr long value = Tree<N - 1, 2 * Path>::value + Tree<N - 1, 2 * Path + 1>::value;
};
template <int Path>
struct Tree<0, Path> {
  static constexpr long value = Path;
};

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(Tree<24, 1>::value);
}
GAUNTLET_CACHE_PRIORITY(priority)
