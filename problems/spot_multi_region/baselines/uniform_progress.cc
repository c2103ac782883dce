// Uniform Progress: work done is to keep up with the line from nothing at the start to everything at the
// deadline. Spot when offered; else wait while ahead of the line, on-demand when behind it; once on
// on-demand, stay until spot is offered and the work done is ahead of the line two starts later. Who
// waits looks at one region after the other. Source: Wu et al., "Can't Be Late: Optimizing Spot Instance
// Savings under Deadlines", NSDI '24; regions in turn: ours.
#include <gauntlet/sdk/spot_policy.hpp>

// EVOLVE-BLOCK-START
class UniformProgress : public gauntlet::spot::Policy {
 public:
  uint32_t probe(const Tick& tick) { return 1u << look(tick); }

  Decision decide(const Tick& tick) {
    using namespace gauntlet::spot;
    const uint32_t there = look(tick);
    const bool offered = tick.at(there).available;
    if (tick.is_late(1)) {
      const bool runs = tick.cluster == kSpot && tick.overhead_left_s < 1e-3 && tick.risk_s == 0;
      return runs ? kSpot : kOnDemand;
    }
    if (tick.is_late(2) && tick.cluster != kSpot) return kOnDemand;
    const bool stays = !offered || tick.ahead_of_s(2 * tick.restart_overhead_s) <= 0;
    if (tick.cluster == kOnDemand && stays) return kOnDemand;
    if (offered) return {kSpot, there};
    if (tick.ahead_s() < 0) return kOnDemand;
    return {kNone, (tick.region + 1) % tick.region_count};
  }

 private:
  uint32_t look(const Tick& tick) const {
    const uint32_t waited = tick.cluster == gauntlet::spot::kNone ? tick.cluster_ticks - 1 : 0;
    return (tick.region + waited) % tick.region_count;
  }
};
// EVOLVE-BLOCK-END
GAUNTLET_SPOT_POLICY(UniformProgress)
