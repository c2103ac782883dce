// Where a campaign starts: Uniform Progress over regions that are looked at in turn, with its judgements as functions
// of their own and what they can be made of named in scope.
#include <gauntlet/sdk/spot_policy.hpp>

// EVOLVE-BLOCK-START
class Scheduler : public gauntlet::spot::Policy {
 public:
  uint32_t probe(const Tick& tick) { return 1u << look(tick); }

  Decision decide(const Tick& tick) {
    using namespace gauntlet::spot;
    const uint32_t there = look(tick);
    const Region& region = tick.at(there);
    const bool offered = region.available;
    if (tick.is_late(1)) {
      const bool runs = tick.cluster == kSpot && tick.overhead_left_s < 1e-3 && tick.risk_s == 0;
      return runs ? kSpot : kOnDemand;
    }
    if (tick.is_late(2) && tick.cluster != kSpot) return kOnDemand;
    if (tick.cluster == kSpot && offered) return kSpot;
    if (offered && spot_worth(tick, region) > 0) return {kSpot, there};
    if (tick.cluster == kOnDemand) return kOnDemand;
    return urgency(tick, region) > 0 ? kOnDemand : kNone;
  }

 private:
  // Who waits looks at one region after the other.
  uint32_t look(const Tick& tick) const {
    const uint32_t waited = tick.cluster == gauntlet::spot::kNone ? tick.cluster_ticks - 1 : 0;
    return (tick.region + waited) % tick.region_count;
  }

  // Above 0: spot that is offered there is worth a start.
  double spot_worth(const Tick& tick, const Region& region) const {
    const double lead = 2 * tick.restart_overhead_s;
    const double up_share = 1.0 * region.up_ticks / (region.seen_ticks + 1);
    const double price = region.spot_usd_per_hour / region.on_demand_usd_per_hour;
    const double ahead = tick.ahead_of_s(lead);
    return tick.cluster == gauntlet::spot::kOnDemand ? ahead : 1;
  }

  // Above 0: on-demand rather than waiting for spot.
  double urgency(const Tick& tick, const Region& region) const {
    const double up_share = 1.0 * region.up_ticks / (region.seen_ticks + 1);
    const double waited = tick.cluster_ticks * tick.gap_s;
    const double slack = tick.slack_s();
    const double ahead = tick.ahead_s();
    return -ahead;
  }
};
// EVOLVE-BLOCK-END
GAUNTLET_SPOT_POLICY(Scheduler)
