// MoE workloads: a load history, or a generated one, on a cluster.
#pragma once

#include <vector>

#include "host/workload/workload.h"

namespace gauntlet {

// Keys of an entry: load | generate, range, window_steps, replicas, groups, nodes, gpus, top_k,
// groups_per_token, history, lag, migration_budget_bytes, expert_bytes, serving, dataset. Names and datasets
// of generated workloads begin with "synthetic".
Result<std::vector<Workload>> LoadMoeWorkloads(const WorkloadEntry& entry);

}  // namespace gauntlet
