// What no policy can beat: the least cost at which a job can be done in time by who knows the whole trace. Exact,
// by dynamic programming over the ticks: for every state in which the job can be, the ways to have come there of
// which no one beats another in work done and cost.
#pragma once

#include "simulators/spot/workload.h"

namespace gauntlet::spot_simulator {

// Under the published protocol with several regions: not exact, see compat_bound.cc.
// `known_usd`: what some policy that was in time paid for this job; it only spares work.
double CompatBoundUsd(const Workload& workload, uint32_t job, double known_usd);
double StrictBoundUsd(const Workload& workload, uint32_t job, double known_usd);

}  // namespace gauntlet::spot_simulator
