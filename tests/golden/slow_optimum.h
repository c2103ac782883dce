// The best placement of one layer by branch and bound: for cases that are small.
#pragma once

#include <cstdint>
#include <vector>

namespace gauntlet::golden {

// The least that the fullest GPU can carry, over all placements of so many slots. Replicas of an expert carry
// equal shares. Takes exponential time: fewer than a dozen slots.
double SlowOptimum(const std::vector<uint32_t>& load, uint32_t slots, uint32_t gpus);

}  // namespace gauntlet::golden
