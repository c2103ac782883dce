// Spot workloads: jobs on zones, x deadlines x restart overheads (x blocks of the calendar).
#pragma once

#include <vector>

#include "host/workload/workload.h"

namespace gauntlet {

// Keys of an entry: trace | traces | generate, zones, regions, windows | start_tick + end_tick, jobs, semantics,
// deadline_hours, work_hours, overhead_hours, on_demand_usd_per_hour, spot_usd_per_hour, nodes, dataset, and for strict
// semantics launch_delay_s, checkpoint_s, checkpoint_ticks, checkpoint_gb, notice_s, probe_s, egress_usd_per_gb,
// price_history. See simulators/spot/README.md for what they do.
Result<std::vector<Workload>> LoadSpotWorkloads(const WorkloadEntry& entry);

}  // namespace gauntlet
