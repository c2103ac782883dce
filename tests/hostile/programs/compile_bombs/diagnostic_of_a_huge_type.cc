// expect: source=compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

template <class... T>
struct Pack {};
template <class T>
struct Twice {
  using Type = Pack<T, T, T, T, T, T, T, T>;
};
using P1 = Twice<int>::Type;
using P2 = Twice<P1>::Type;
using P3 = Twice<P2>::Type;
using P4 = Twice<P3>::Type;
using P5 = Twice<P4>::Type;
using P6 = Twice<P5>::Type;
int wrong = P6();

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(1);
}
GAUNTLET_CACHE_PRIORITY(priority)
