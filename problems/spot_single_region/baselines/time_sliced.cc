// Time sliced: the time to the deadline is cut into slices, each with its share of the work, and each is done greedily:
// spot when offered, else wait, until the rest of the slice's share no longer fits into the slice.
// Source: Wu et al., "Can't Be Late: Optimizing Spot Instance Savings under Deadlines", NSDI '24 (its baseline).
#include <gauntlet/sdk/spot_policy.hpp>

// EVOLVE-BLOCK-START
class TimeSliced : public gauntlet::spot::Policy {
 public:
  uint32_t probe(const Tick& tick) { return 1u << tick.region; }

  Decision decide(const Tick& tick) {
    using namespace gauntlet::spot;
    const bool offered = tick.here().available;
    if (tick.is_late(1))
      return tick.cluster == kSpot && tick.overhead_left_s < 1e-3 && tick.risk_s == 0 ? kSpot : kOnDemand;
    if (tick.is_late(2) && tick.cluster != kSpot) return kOnDemand;
    if (offered) return kSpot;
    const double slice_s = tick.deadline_s / kSlices;
    const double end_s = (gauntlet::sdk::floor(tick.now_s / slice_s) + 1) * slice_s;
    const double left_s = tick.work_s * end_s / tick.deadline_s - tick.done_s;
    const double start_s = tick.cluster == kOnDemand ? tick.overhead_left_s : tick.restart_overhead_s;
    return left_s > 0 && left_s + start_s >= end_s - tick.now_s - tick.gap_s ? kOnDemand : kNone;
  }

 private:
  static constexpr double kSlices = 12;
};
// EVOLVE-BLOCK-END
GAUNTLET_SPOT_POLICY(TimeSliced)
