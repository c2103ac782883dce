// Never moves anything: the placement that a server starts with.
#include <gauntlet/sdk/moe_policy.hpp>

// EVOLVE-BLOCK-START
class Static : public gauntlet::moe::Policy {
 public:
  bool rebalance(const View& view, Placement& placement) { return false; }
};
// EVOLVE-BLOCK-END
GAUNTLET_MOE_POLICY(Static)
