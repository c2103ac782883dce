// Variants of a workload by which a champion is tested: small disturbances, which leave in it what a policy
// can learn, and another future behind the same past. What they are is the domain's to say: adding a domain
// is one line in variants.cc and one file like cache_variants.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "host/workload/workload.h"

namespace gauntlet {

// A score that hangs on what this changes was not earned. Variants keep the workload's name where the run's
// seed, which follows from it, is to stay the same.
struct Disturbance {
  std::string name;  // "drops"
  std::string says;  // "2 % of the requests left out"
  Result<Workload> (*make)(const Workload& workload, uint64_t seed);
  // Whether reference metrics stay what they were: computing them may cost more than a run.
  bool (*keeps_references)(const Workload& workload);
};

// The same first records, then others.
struct OtherFuture {
  Workload workload;
  uint64_t common_records = 0;
};

struct Variants {
  std::vector<Disturbance> disturbances;
  Result<OtherFuture> (*other_future)(const Workload& workload, uint64_t seed);
  // What a record's answers in a decision log say: "victim: slot 17". For people.
  std::string (*answers_text)(const std::string& interface_name, std::span<const uint8_t> answers);
};

// nullptr: none are known for this domain.
const Variants* VariantsOf(const std::string& domain);

}  // namespace gauntlet
