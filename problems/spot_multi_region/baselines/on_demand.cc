// On demand from beginning to end.
#include <gauntlet/sdk/spot_policy.hpp>

// EVOLVE-BLOCK-START
class OnDemand : public gauntlet::spot::Policy {
 public:
  Decision decide(const Tick&) { return gauntlet::spot::kOnDemand; }
};
// EVOLVE-BLOCK-END
GAUNTLET_SPOT_POLICY(OnDemand)
