// Variants of spot workloads: see variants.h.
#pragma once

#include "host/workload/variants.h"

namespace gauntlet {

const Variants& SpotVariants();

}  // namespace gauntlet
