// Any machine.
#include <gauntlet/sdk/example_policy.hpp>

class Random : public example::Policy {
 public:
  void assign(const Batch& batch, Assignment& machine) {
    for (uint32_t job = 0; job < batch.size(); ++job) machine[job] = rng().below(config().machines);
  }
};
EXAMPLE_POLICY(Random)
