// Data of workloads, made by a simulator that knows how.
#pragma once

#include <span>

#include "host/evaluate/wire.h"
#include "host/evaluate/worker/simulator.h"

namespace gauntlet {

// Writes to fds[0]; fds[1...] are the files of the message. Opens what was made, so that what comes out of here is
// sound. kInput: the simulator's own words, or that it makes no workloads; kStorageError: no room for them.
Result<WorkloadFacts> MakeWorkload(const Simulator& simulator, const MakeMessage& message,
                                   std::span<const UniqueFd> fds);

}  // namespace gauntlet
