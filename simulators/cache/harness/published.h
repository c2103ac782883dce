// The miss counts of libCacheSim in ../shared/data/reference/cache.csv, and the traces that they are of. Where the
// folder is not there, tests that compare skip.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "simulators/cache/harness/harness.h"

namespace gauntlet::cache_simulator {

struct PublishedRow {
  std::string trace, algorithm;
  uint64_t capacity = 0;  // objects, if `unit_size`; else bytes
  bool unit_size = false;
  uint64_t requests = 0, misses = 0, request_bytes = 0, miss_bytes = 0;

  Params WorkloadParams() const;
};

std::filesystem::path SharedData();  // ../shared/data, or that of GAUNTLET_SHARED
std::filesystem::path PublishedRowsPath();
// Empty: the file is not there.
std::vector<PublishedRow> ReadPublishedRows();
Result<std::vector<RawRequest>> ReadPublishedTrace(const std::string& name);

}  // namespace gauntlet::cache_simulator
