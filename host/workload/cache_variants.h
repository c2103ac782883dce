// Variants of cache workloads: requests dropped, other times between them, other keys, another second half.
#pragma once

#include "host/workload/variants.h"

namespace gauntlet {

const Variants& CacheVariants();

}  // namespace gauntlet
