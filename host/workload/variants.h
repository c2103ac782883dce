// Variants of a workload by which a champion is tested: small disturbances, which leave in it what a policy
// can learn, another future behind the same past, and its simulations one by one. What they are is the domain's
// to say: adding a domain is one line in variants.cc and one file like cache_variants.cc.
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

// A workload that holds several simulations, each with a policy of its own, taken apart. The seed of each is what it is
// in the workload.
struct Simulations {
  struct One {
    Workload workload;
    uint64_t records = 0;
  };
  std::vector<One> alone;  // in the order in which the workload plays them
  Workload reversed;       // the last one first
  uint64_t log_header_bytes =
      0;  // of a decision log; then come the answers of one simulation after the other
};

struct Variants {
  std::vector<Disturbance> disturbances;
  Result<OtherFuture> (*other_future)(const Workload& workload, uint64_t seed);
  // What a record's answers in a decision log say: "victim: slot 17". For people.
  std::string (*answers_text)(const std::string& interface_name, std::span<const uint8_t> answers);
  // nullptr: a workload is one simulation.
  Result<Simulations> (*simulations)(const Workload& workload) = nullptr;
};

// nullptr: none are known for this domain.
const Variants* VariantsOf(const std::string& domain);
const Variants* VariantsOf(const Problem& problem);  // be its domain built in or its own

}  // namespace gauntlet
