// Lends the names of <cmath>, as a candidate reaches them, to a test: `count` says which, the rest are
// arguments.
#include <cmath>
#include <cstring>
#include <gauntlet/sdk/cache_priority.hpp>

double Compute(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) {
  const double x = object.past_priority, y = cache.last_evicted_priority;
  const float fx = static_cast<float>(x), fy = static_cast<float>(y);
  const int n = static_cast<int>(object.size);
  switch (object.count) {
    case 0:
      return std::exp(x);
    case 1:
      return std::pow(x, y);
    case 2:
      return std::fma(fx, fy, static_cast<float>(n));
    case 3:
      return std::nextafter(fx, fy);
    case 4:
      return static_cast<double>(std::lround(x));
    case 5:
      return static_cast<double>(std::llrint(x));
    case 6:
      return std::ilogb(x);
    case 7:
      return std::scalbn(x, n);
    case 8: {
      double whole = 0;
      const double rest = std::modf(x, &whole);
      return whole * 4 + rest;
    }
    case 9:
      return std::remainder(x, y);
    case 10:
      return std::sqrt(fx);
    case 11:
      return std::nearbyint(x);
    case 12:
      return static_cast<double>(std::log(static_cast<long double>(std::fabs(x)) * 0x1p64L) / std::log(2.0L));
    case 13:
      return std::memcmp(&object, &cache, 8);
    case 14:
      return gauntlet::sdk::tanh(x) + gauntlet::sdk::sqrt(gauntlet::sdk::abs(y));
    default:
      return 0;
  }
}
GAUNTLET_CACHE_PRIORITY(Compute)
