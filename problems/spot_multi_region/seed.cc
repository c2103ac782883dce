// Spot when offered here, else wait and look at the next region in the next tick, until the work left and two starts
// no longer fit before the deadline: from there keep spot while it runs, else on-demand; on-demand for good when work
// and one start no longer fit.
#include <gauntlet/sdk/spot_policy.hpp>

// EVOLVE-BLOCK-START
class Greedy : public gauntlet::spot::Policy {
 public:
  uint32_t probe(const Tick& tick) { return 1u << look(tick); }

  Decision decide(const Tick& tick) {
    using namespace gauntlet::spot;
    if (tick.is_late(1)) return kOnDemand;
    const uint32_t there = look(tick);
    const bool offered = tick.at(there).available;
    if (tick.is_late(2)) return tick.cluster == kSpot && offered ? kSpot : kOnDemand;
    if (offered) return {kSpot, there};
    return {kNone, (tick.region + 1) % tick.region_count};
  }

 private:
  // Who waits where waiting moves nothing looks further every tick.
  uint32_t look(const Tick& tick) const {
    const uint32_t waited = tick.cluster == gauntlet::spot::kNone ? tick.cluster_ticks - 1 : 0;
    return (tick.region + waited) % tick.region_count;
  }
};
// EVOLVE-BLOCK-END
GAUNTLET_SPOT_POLICY(Greedy)
