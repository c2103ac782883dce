// expect: source=compile_timeout
// interface: priority
#include <gauntlet/sdk/cache_priority.hpp>

constexpr long Almost(long n) {
  for (long i = 0; i < 300000; ++i) n += i;
  return n;
}
template <long N>
struct Many {
  static constexpr long value = Almost(N) + Many<N - 1>::value;
};
template <>
struct Many<0> {
  static constexpr long value = 0;
};

double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {
  return static_cast<double>(object.now) + static_cast<double>(Many<200>::value);
}
GAUNTLET_CACHE_PRIORITY(priority)
