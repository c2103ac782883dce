// Variants of MoE workloads: other counts, other numbers of experts, windows left out, another second half.
#pragma once

#include "host/workload/variants.h"

namespace gauntlet {

const Variants& MoeVariants();

}  // namespace gauntlet
