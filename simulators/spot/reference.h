// Metrics of a workload that need no candidate: on-demand, greedy, Uniform Progress, and what nobody can beat.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>

#include "simulators/spot/workload.h"

namespace gauntlet::spot_simulator {

int32_t ReportReference(const Workload& workload, gauntlet_result* result, gauntlet_fault* fault);

}  // namespace gauntlet::spot_simulator
