// Plays policies against the cache simulator in this process (common/harness/harness.h).
//
//   GAUNTLET_TRY(auto requests, ReadOracleGeneral(path));
//   GAUNTLET_TRY(auto workload, OpenedWorkload::Open(BuildTrace(requests), {{"capacity_bytes", "134217728"}}));
//   GAUNTLET_TRY(auto policy, LoadPolicy("lru.so", GAUNTLET_CACHE_POLICY_INTERFACE));
//   Outcome outcome = workload.Run(policy);
//   outcome.Count("misses")
#pragma once

#include <gauntlet/cache.h>

#include "simulators/cache/harness/trace_builder.h"
#include "simulators/cache/module.h"
#include "simulators/common/harness/harness.h"

namespace gauntlet::cache_simulator {

using simulators::LoadPolicy;
using simulators::Outcome;
using simulators::Params;
using simulators::Policy;
using simulators::RunOptions;
using simulators::SameResult;

inline Policy PolicyOf(const gauntlet_cache_policy& hooks) {
  return {GAUNTLET_CACHE_POLICY_INTERFACE, &hooks, nullptr};
}
inline Policy PolicyOf(const gauntlet_cache_priority& hooks) {
  return {GAUNTLET_CACHE_PRIORITY_INTERFACE, &hooks, nullptr};
}

class OpenedWorkload : public simulators::OpenedWorkload {
 public:
  static Result<OpenedWorkload> Open(std::vector<uint8_t> trace, const Params& params) {
    GAUNTLET_TRY(auto opened, simulators::OpenedWorkload::Open(*Simulator(), std::move(trace), params));
    return OpenedWorkload(std::move(opened));
  }

 private:
  explicit OpenedWorkload(simulators::OpenedWorkload opened)
      : simulators::OpenedWorkload(std::move(opened)) {}
};

}  // namespace gauntlet::cache_simulator
