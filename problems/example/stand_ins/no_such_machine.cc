// The last job goes to a machine that there is not: work that nobody does would cost nothing.
#include <gauntlet/sdk/example_policy.hpp>

class NoSuchMachine : public example::Policy {
 public:
  void assign(const Batch& batch, Assignment& machine) { machine[batch.size() - 1] = config().machines; }
};
EXAMPLE_POLICY(NoSuchMachine)
