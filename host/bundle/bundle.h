// A claim that somebody else can check: sources, what they were run on, and the exact numbers that came out. No traces:
// a workload is named by the hash of its bytes.
//
// In a folder: bundle.json, and each source as ROLE.cc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "host/base/hash.h"
#include "host/base/json.h"
#include "host/base/result.h"
#include "host/candidate/candidate.h"

namespace gauntlet {

struct BundledWorkload {
  std::string name;
  std::string split;
  Hash128 data;  // of the bytes that the simulator is given
  uint64_t records = 0;
  std::vector<std::pair<std::string, std::string>> params;

  friend bool operator==(const BundledWorkload&, const BundledWorkload&) = default;
};

// What a source measured on one split, confirmed.
struct BundledResult {
  std::string split;
  double score = 0;
  std::vector<WorkloadResult> workloads;
};

struct BundledSource {
  std::string role;  // "champion", "seed": also the name of its file
  std::string text;
  std::vector<BundledResult> results;
};

struct Bundle {
  std::string problem;              // its name
  Hash128 problem_hash;             // Problem::content_hash
  Json toolchain = Json::object();  // of the machine that made it: for people, no part of the claim
  Json campaign = Json::object();   // number, generator, candidates, test_openings: likewise
  std::vector<BundledWorkload> workloads;
  std::vector<BundledSource> sources;
};

// The folder is made. Over what was there.
Result<> WriteBundle(const Bundle& bundle, const std::filesystem::path& folder);
// kInput: what is wrong with it, a source that was changed since included.
Result<Bundle> ReadBundle(const std::filesystem::path& folder);
bool IsBundle(const std::filesystem::path& folder);

}  // namespace gauntlet
