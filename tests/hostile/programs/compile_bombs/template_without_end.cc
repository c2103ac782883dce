// expect: source=compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

template <class T>
struct Again {
  using Type = typename Again<Again<T>>::Type;
};
using Never = Again<int>::Type;

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(1);
}
GAUNTLET_CACHE_PRIORITY(priority)
