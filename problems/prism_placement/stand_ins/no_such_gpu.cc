// The hungriest model goes to a GPU that there is not.
#include <gauntlet/sdk/prism_policy.hpp>

class NoSuchGpu : public prism::Policy {
 public:
  void place(const Fleet& fleet, Placement& gpu) {
    uint32_t hungriest = 0;
    for (uint32_t m = 0; m < fleet.size(); ++m) {
      gpu[m] = m % fleet.gpus();
      if (fleet.load(m) > fleet.load(hungriest)) hungriest = m;
    }
    gpu[hungriest] = fleet.gpus();
  }
};
PRISM_POLICY(NoSuchGpu)
