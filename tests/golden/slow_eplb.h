// The published hierarchical balancer again, as slowly and plainly as it can be written, sharing no code with
// the SDK's.
#pragma once

#include <cstdint>
#include <vector>

namespace gauntlet::golden {

struct EplbShape {
  uint32_t experts, replicas, groups, nodes, gpus;
};

// The expert in each slot of one layer.
std::vector<uint32_t> SlowEplb(const EplbShape& shape, const std::vector<uint32_t>& load);

}  // namespace gauntlet::golden
