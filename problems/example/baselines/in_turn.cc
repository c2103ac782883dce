#include <gauntlet/sdk/example_policy.hpp>

// EVOLVE-BLOCK-START
// One machine after the other.
class InTurn : public example::Policy {
 public:
  void assign(const Batch& batch, Assignment& machine) {
    for (uint32_t job = 0; job < batch.size(); ++job) machine[job] = job % config().machines;
  }
};
// EVOLVE-BLOCK-END
EXAMPLE_POLICY(InTurn)
