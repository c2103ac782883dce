#include <gauntlet/sdk/prism_policy.hpp>

// EVOLVE-BLOCK-START
// One GPU after the other.
class InTurn : public prism::Policy {
 public:
  void place(const Fleet& fleet, Placement& gpu) {
    for (uint32_t m = 0; m < fleet.size(); ++m) gpu[m] = m % fleet.gpus();
  }
};
// EVOLVE-BLOCK-END
PRISM_POLICY(InTurn)
