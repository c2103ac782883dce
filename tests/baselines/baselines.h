// What the tests of the baselines share: the modules, and short traces with the answer for every request.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "simulators/cache/harness/harness.h"

namespace gauntlet {

// Every baseline of a problem by the name of its file, seed included; sorted.
std::vector<std::string> BaselinesOf(const std::string& problem);

// The hooks of problems/<problem>/baselines/<name>.cc, or of seed.cc. GAUNTLET_ASSERTs that it loads.
cache_simulator::Policy LoadBaseline(const std::string& problem, const std::string& name);

// One letter an object. A digit behind it is its size: "a4b4a4". Without one it is 1.
std::vector<cache_simulator::RawRequest> Requests(std::string_view letters);

// One character a request: '*' hit, '.' miss; capacity in bytes. A failed run gives its reason instead.
std::string Answers(const cache_simulator::Policy& policy, uint64_t capacity,
                    const std::vector<cache_simulator::RawRequest>& requests);

}  // namespace gauntlet
