// Always the same answer: every job on the first machine.
#include <gauntlet/sdk/example_policy.hpp>

class OneMachine : public example::Policy {
 public:
  void assign(const Batch& batch, Assignment& machine) {
    for (uint32_t job = 0; job < batch.size(); ++job) machine[job] = 0;
  }
};
EXAMPLE_POLICY(OneMachine)
