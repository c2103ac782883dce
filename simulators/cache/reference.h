// Metrics of a workload that need no candidate: FIFO, LRU, and what nobody can beat.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>

#include "simulators/cache/workload.h"

namespace gauntlet::cache_simulator {

int32_t ReportReference(const Workload& workload, gauntlet_result* result, gauntlet_fault* fault);

}  // namespace gauntlet::cache_simulator
