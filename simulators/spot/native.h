// Policies that the simulator knows itself, to compare with: they are asked as any other, through the same jobs.
#pragma once

#include <cmath>

#include "simulators/spot/answers.h"
#include "simulators/spot/compat_job.h"
#include "simulators/spot/strict_job.h"

namespace gauntlet::spot_simulator {

// What a policy is told at its creation.
gauntlet_spot_config ShownConfig(const RunConfig& config, const double* price_history);

// What one job costs on demand alone.
double OnDemandUsd(const RunConfig& config);

// See gauntlet::spot::Tick in the SDK.
inline bool IsLate(const gauntlet_spot_tick& tick, double overheads) {
  const double needed_s = tick.run_left_s + tick.risk_s + overheads * tick.restart_overhead_s;
  if (needed_s + 2 * tick.gap_s < tick.deadline_s - tick.now_s) return false;  // whatever the rounding
  return std::ceil(needed_s / tick.gap_s) >= std::floor((tick.deadline_s - tick.now_s) / tick.gap_s);
}

// A policy that needs no memory of its own, as a source of answers. Where states cost, who waits pays to see one
// region a tick, one after the other.
class NativePolicy {
 public:
  bool Probe(const gauntlet_spot_tick& tick, uint32_t* mask) const {
    *mask = 1u << Look(tick);
    return true;
  }

 protected:
  static Code In(uint32_t region, uint32_t cluster) { return static_cast<Code>(cluster + 4 * region); }
  static uint32_t Look(const gauntlet_spot_tick& tick) {
    const uint32_t waited = tick.cluster == GAUNTLET_SPOT_NONE ? tick.cluster_ticks - 1 : 0;
    return (tick.region + waited) % tick.region_count;
  }
  static bool Offered(const gauntlet_spot_tick& tick) { return tick.regions[Look(tick)].available != 0; }
};

class OnDemand : public NativePolicy {
 public:
  bool Probe(const gauntlet_spot_tick&, uint32_t* mask) const {
    *mask = 0;
    return true;
  }
  // Where it is cheapest.
  Code Decide(const gauntlet_spot_tick& tick) const {
    uint32_t best = 0;
    for (uint32_t r = 1; r < tick.region_count; ++r)
      if (tick.regions[r].on_demand_usd_per_hour < tick.regions[best].on_demand_usd_per_hour) best = r;
    return In(best, GAUNTLET_SPOT_ON_DEMAND);
  }
};

// Spot when offered, else wait, until the work left and two starts no longer fit: from there keep spot while it
// runs, else on-demand; on-demand for good when work and one start no longer fit. Who waits looks at the next
// region in the next tick.
class Greedy : public NativePolicy {
 public:
  Code Decide(const gauntlet_spot_tick& tick) const {
    if (IsLate(tick, 1)) return In(tick.region, GAUNTLET_SPOT_ON_DEMAND);
    const bool offered = Offered(tick);
    if (IsLate(tick, 2)) {
      const bool keep = tick.cluster == GAUNTLET_SPOT_SPOT && offered;
      return In(tick.region, keep ? GAUNTLET_SPOT_SPOT : GAUNTLET_SPOT_ON_DEMAND);
    }
    if (offered) return In(Look(tick), GAUNTLET_SPOT_SPOT);
    return In((tick.region + 1) % tick.region_count, GAUNTLET_SPOT_NONE);
  }
};

// Uniform Progress: work is to keep up with the line from nothing at the start to everything at the deadline.
// Source: "Can't Be Late", NSDI '24.
class UniformProgress : public NativePolicy {
 public:
  Code Decide(const gauntlet_spot_tick& tick) const {
    const bool offered = Offered(tick);
    const double c = tick.work_s, t = tick.now_s, d = tick.restart_overhead_s;
    uint32_t want = offered ? GAUNTLET_SPOT_SPOT : GAUNTLET_SPOT_NONE;
    if (tick.done_s - t * c / tick.deadline_s < 0 && !offered) want = GAUNTLET_SPOT_ON_DEMAND;
    const bool on_demand = tick.cluster == GAUNTLET_SPOT_ON_DEMAND,
               on_spot = tick.cluster == GAUNTLET_SPOT_SPOT;
    if (on_demand && (!offered || (t + 2 * d) * c / tick.deadline_s - tick.done_s >= 0))
      want = GAUNTLET_SPOT_ON_DEMAND;
    if (IsLate(tick, 2) && !on_spot) want = GAUNTLET_SPOT_ON_DEMAND;
    if (IsLate(tick, 1))
      want = on_spot && tick.overhead_left_s < 1e-3 && tick.risk_s == 0 ? GAUNTLET_SPOT_SPOT
                                                                        : GAUNTLET_SPOT_ON_DEMAND;
    if (want == GAUNTLET_SPOT_SPOT) return In(Look(tick), want);
    return In(want == GAUNTLET_SPOT_NONE ? (tick.region + 1) % tick.region_count : tick.region, want);
  }
};

}  // namespace gauntlet::spot_simulator
