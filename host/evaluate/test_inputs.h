// Small generated traces and natively compiled policies, for tests and benchmarks of evaluation.
#pragma once

#include <gauntlet/cache.h>
#include <gauntlet/cache_trace.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "host/base/layout.h"
#include "host/base/rng.h"
#include "host/evaluate/evaluator.h"
#include "sandbox/mapping.h"

namespace gauntlet {

// `requests` to about `objects` objects of unit size, the early ones more often; numbered by first
// appearance.
inline std::vector<std::byte> MakeTrace(uint64_t requests, uint32_t objects, uint64_t seed) {
  std::vector<std::byte> bytes(sizeof(gauntlet_cache_trace_header) +
                               requests * sizeof(gauntlet_cache_record));
  auto* records =
      reinterpret_cast<gauntlet_cache_record*>(bytes.data() + sizeof(gauntlet_cache_trace_header));
  std::vector<uint32_t> number(objects, UINT32_MAX);
  uint32_t seen = 0;
  Rng rng(seed);
  for (uint64_t i = 0; i < requests; ++i) {
    const double u = rng.Unit();
    uint32_t& object = number[static_cast<uint32_t>(u * u * u * objects)];
    if (object == UINT32_MAX) object = seen++;
    records[i].object = object;
    records[i].size_bytes = 1;
    records[i].time_s = static_cast<uint32_t>(i / 100);
  }
  gauntlet_cache_trace_header header = {};
  header.magic = GAUNTLET_CACHE_TRACE_MAGIC;
  header.record_bytes = sizeof(gauntlet_cache_record);
  header.record_count = requests;
  header.object_count = header.footprint_bytes = seen;
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

inline EvaluatorWorkload MakeWorkload(std::string name, uint64_t requests, uint64_t capacity, uint64_t seed) {
  const std::vector<std::byte> bytes = MakeTrace(requests, 2000, seed);
  auto file = CreateMemoryFile("test-trace", bytes.size());
  GAUNTLET_ASSERT(file &&
                  ::write(file->get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  return {std::move(name),
          {{"capacity_objects", std::to_string(capacity)}},
          std::make_shared<const UniqueFd>(std::move(*file)),
          bytes.size()};
}

inline EvaluatorSetup CacheSetup(Isolation isolation = Isolation::kFork) {
  ::setenv("GAUNTLET_ROOT", GAUNTLET_BUILD_DIR, 0);
  EvaluatorSetup setup;
  setup.simulator_path = Layout::Current().Simulator("cache");
  setup.domain = GAUNTLET_CACHE_DOMAIN;
  setup.interface_name = GAUNTLET_CACHE_POLICY_INTERFACE;
  setup.isolation = isolation;
  setup.limits = {.cpu_ms = 300, .memory_bytes = 16 << 20, .note_bytes = 256};
  setup.workloads = {MakeWorkload("small", 20000, 200, 1), MakeWorkload("large", 20000, 600, 2)};
  return setup;
}

inline std::shared_ptr<const Module> ModuleFromFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  GAUNTLET_ASSERT(!bytes.empty());
  return *Module::FromBytes(std::as_bytes(std::span(bytes)));
}

inline EvaluationRequest Policy(const std::string& name, std::vector<uint32_t> workloads = {0, 1}) {
  const auto folder = std::filesystem::path(GAUNTLET_BUILD_DIR) / "tests" / "evaluate";
  return {ModuleFromFile(folder / (name + ".so")), {}, std::move(workloads)};
}

}  // namespace gauntlet
