// Where a campaign starts: Uniform Progress, with its two judgements as functions of their own and what they can be
// made of named in scope.
#include <gauntlet/sdk/spot_policy.hpp>

// EVOLVE-BLOCK-START
class Scheduler : public gauntlet::spot::Policy {
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
    if (tick.cluster == kSpot && offered) return kSpot;
    if (offered && spot_worth(tick) > 0) return kSpot;
    if (tick.cluster == kOnDemand) return kOnDemand;
    return urgency(tick) > 0 ? kOnDemand : kNone;
  }

 private:
  // Above 0: spot that is offered is worth a start.
  double spot_worth(const Tick& tick) const {
    const double lead = 2 * tick.restart_overhead_s;
    const double up_share = 1.0 * tick.here().up_ticks / tick.here().seen_ticks;
    const double streak = tick.here().streak_ticks;
    const double price = tick.here().spot_usd_per_hour / tick.here().on_demand_usd_per_hour;
    const double ahead = tick.ahead_of_s(lead);
    return tick.cluster == gauntlet::spot::kOnDemand ? ahead : 1;
  }

  // Above 0: on-demand rather than waiting for spot.
  double urgency(const Tick& tick) const {
    const double up_share = 1.0 * tick.here().up_ticks / tick.here().seen_ticks;
    const double waited = tick.cluster_ticks * tick.gap_s;
    const double slack = tick.slack_s();
    const double share_done = tick.done_s / tick.work_s;
    const double ahead = tick.ahead_s();
    return -ahead;
  }
};
// EVOLVE-BLOCK-END
GAUNTLET_SPOT_POLICY(Scheduler)
