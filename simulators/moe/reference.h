// What needs no policy: the placement that a server starts with, kept for good, and a bound that no placement
// passes.
#pragma once

#include <gauntlet/simulator.h>

#include "simulators/moe/workload.h"

namespace gauntlet::moe_simulator {

// The least that the fullest GPU of a layer can carry, whatever the placement, even one that knows these
// loads: the mean of all GPUs, and what the busiest replica carries when slots are given to experts as well
// as can be.
double LeastMaximum(const RunConfig& config, std::span<const uint32_t> load, std::span<double> share,
                    std::span<uint32_t> copies);

// Metrics `windows`, `static_...` as of a run without changes, `bound_gpu_imbalance`, and `synthetic`: 1
// where the loads were generated.
int32_t ReportReference(const Workload& workload, gauntlet_result* result, gauntlet_fault* fault);

}  // namespace gauntlet::moe_simulator
