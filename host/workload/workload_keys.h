// What can be said in an entry of `workloads:` and in a --workload file.
#pragma once

#include "host/problem/key_doc.h"

namespace gauntlet {

// Those of every domain, then of each one that is built in.
std::vector<KeyDocs> WorkloadKeys();

}  // namespace gauntlet
