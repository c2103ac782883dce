// Spot when offered, else wait, until the work left and two starts no longer fit before the deadline: from there keep
// spot while it runs, else on-demand; on-demand for good when work and one start no longer fit.
#include <gauntlet/sdk/spot_policy.hpp>

// EVOLVE-BLOCK-START
class Greedy : public gauntlet::spot::Policy {
 public:
  uint32_t probe(const Tick& tick) { return 1u << tick.region; }

  Decision decide(const Tick& tick) {
    using namespace gauntlet::spot;
    if (tick.is_late(1)) return kOnDemand;
    const bool offered = tick.here().available;
    if (tick.is_late(2)) return tick.cluster == kSpot && offered ? kSpot : kOnDemand;
    return offered ? kSpot : kNone;
  }
};
// EVOLVE-BLOCK-END
GAUNTLET_SPOT_POLICY(Greedy)
