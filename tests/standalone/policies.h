// The policies whose headers are compared with their modules.
#pragma once

#include <string>
#include <vector>

#include "host/compiler/compiler.h"
#include "simulators/cache/harness/harness.h"

namespace gauntlet {

struct NamedPolicy {
  std::string name;  // a namespace can have it
  std::string interface_name;
  std::string source;
  cache_simulator::Policy hooks;  // of the module that the compiler makes of it
};

// Seeds and baselines of both cache problems, mutants of some, and one that asks much of mathematics.
Result<std::vector<NamedPolicy>> CachePolicies(Compiler& compiler, const std::string& scratch);

// The decisions of one request, and of who left.
struct Step {
  bool hit = false;
  std::vector<uint32_t> evicted;  // objects, in order; of a priority function all but the last are 0
};

// What the simulator decides with the policy's hooks. Empty: the run failed.
std::vector<Step> SimulatedSteps(const NamedPolicy& policy, const cache_simulator::OpenedWorkload& workload,
                                 const std::vector<uint32_t>& object_of_request);

}  // namespace gauntlet
