// A priority function whose literals were lifted to a parameter table.
#include <gauntlet/sdk/cache_priority.hpp>

class Weighted : public gauntlet::cache::Priority {
 public:
  explicit Weighted(const Config& config) : capacity_(static_cast<double>(config.capacity)) {}
  double priority(const Object& object, const Pressure&) {
    const double age = static_cast<double>(object.now - object.inserted_at);
    return ::gauntlet::sdk::parameter_real(0) * age +
           static_cast<int>(::gauntlet::sdk::parameter_integer(1)) + capacity_;
  }

 private:
  double capacity_;
};
GAUNTLET_CACHE_PRIORITY(Weighted)
GAUNTLET_PARAMETERS(0x3ff8000000000000ull, 7ull)
