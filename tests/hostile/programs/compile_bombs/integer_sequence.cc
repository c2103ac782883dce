// expect: source=compile_timeout|compile_resource
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

template <class T, T... I>
struct Sequence {
  static constexpr unsigned long size = sizeof...(I);
};

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) +
         static_cast<double>((__make_integer_seq<Sequence, int, 100'000'000>::size));
}
GAUNTLET_CACHE_PRIORITY(priority)
