// Cache workloads: traces x capacities.
#pragma once

#include <vector>

#include "host/workload/workload.h"

namespace gauntlet {

// Keys of an entry: trace | traces | generate, format, columns, range, sample, object_size, capacity, warmup,
// ghosts, dataset.
Result<std::vector<Workload>> LoadCacheWorkloads(const WorkloadEntry& entry);

}  // namespace gauntlet
