// Uniform Progress without its second condition: work done is to keep up with the line from nothing at the start to
// everything at the deadline.
// Spot when offered; else wait while ahead of the line, on-demand when behind it. Once on
// on-demand, stay until spot is offered.
// Source: Wu et al., "Can't Be Late: Optimizing Spot Instance Savings under Deadlines", NSDI '24.
#include <gauntlet/sdk/spot_policy.hpp>

// EVOLVE-BLOCK-START
class UniformProgress : public gauntlet::spot::Policy {
 public:
  uint32_t probe(const Tick& tick) { return 1u << tick.region; }

  Decision decide(const Tick& tick) {
    using namespace gauntlet::spot;
    const bool offered = tick.here().available;
    if (tick.is_late(1)) {
      const bool runs = tick.cluster == kSpot && tick.overhead_left_s < 1e-3 && tick.risk_s == 0;
      return runs ? kSpot : kOnDemand;
    }
    if (tick.is_late(2) && tick.cluster != kSpot) return kOnDemand;
    if (tick.cluster == kOnDemand && !offered) return kOnDemand;
    if (offered) return kSpot;
    return tick.ahead_s() < 0 ? kOnDemand : kNone;
  }
};
// EVOLVE-BLOCK-END
GAUNTLET_SPOT_POLICY(UniformProgress)
