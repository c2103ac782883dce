#include "simulators/cache/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "simulators/cache/harness/harness.h"

namespace gauntlet::cache_simulator {
namespace {

std::filesystem::path Shared() {
  const char* shared = std::getenv("GAUNTLET_SHARED");
  return shared != nullptr ? shared : "../shared";
}

// A row of ../shared/data/reference/cache.csv.
struct Row {
  std::string trace, algorithm, capacity;
  bool unit = false;
  uint64_t requests = 0, misses = 0, request_bytes = 0, miss_bytes = 0;
};

std::vector<Row> ReadRows(const std::filesystem::path& path) {
  std::vector<Row> rows;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    rows.push_back({cells.at(0), cells.at(1), cells.at(2),
                    cells.at(3) == "1" || cells.at(0).starts_with("caffeine/"), std::stoull(cells.at(4)),
                    std::stoull(cells.at(5)), std::stoull(cells.at(6)), std::stoull(cells.at(7))});
  }
  return rows;
}

Result<std::vector<RawRequest>> ReadTrace(const std::string& name) {
  const std::filesystem::path cache = Shared() / "data/cache", caffeine = cache / "caffeine";
  if (name == "cloudPhysicsIO.oracleGeneral") return ReadOracleGeneral(cache / (name + ".bin"));
  const std::string last = name.substr(name.find('/') + 1);
  if (last == "w106") return ReadBigEndianKeys(caffeine / "cloud_physics/w106.trace.xz", 4);
  if (last == "web12") return ReadBigEndianKeys(caffeine / "cache2k/web12.trace.xz", 4);
  if (last == "scarab-recs") return ReadBigEndianKeys(caffeine / "scarab/scarab-recs.trace.xz", 8);
  return ReadLirsText(caffeine / "lirs" / (last + ".trace.gz"));
}

TEST(Reference, EqualsThePublishedCountsOfFifoLruAndBeladyOnEveryRow) {
  const std::vector<Row> rows = ReadRows(Shared() / "data/reference/cache.csv");
  if (rows.empty()) GTEST_SKIP() << "no reference data at " << Shared();
  std::map<std::string, std::vector<uint8_t>> traces;
  std::map<std::string, Outcome> outcomes;
  const std::map<std::string, std::string> prefixes = {
      {"FIFO", "fifo"}, {"LRU", "lru"}, {"Belady", "belady"}};
  int compared = 0;
  for (const Row& row : rows) {
    if (!prefixes.contains(row.algorithm)) continue;
    if (!traces.contains(row.trace)) {
      auto requests = ReadTrace(row.trace);
      ASSERT_TRUE(requests) << requests.error().message;
      traces[row.trace] = BuildTrace(*requests);
    }
    const std::string key = row.trace + " " + row.capacity + (row.unit ? " objects" : " bytes");
    if (!outcomes.contains(key)) {
      auto workload = OpenedWorkload::Open(
          traces[row.trace], {{row.unit ? "capacity_objects" : "capacity_bytes", row.capacity}});
      ASSERT_TRUE(workload) << workload.error().message;
      outcomes[key] = workload->Reference();
    }
    const Outcome& outcome = outcomes[key];
    ASSERT_EQ(outcome.status, GAUNTLET_OK);
    const std::string prefix = prefixes.at(row.algorithm);
    EXPECT_EQ(outcome.Count("requests"), row.requests) << key;
    EXPECT_EQ(outcome.Count("request_bytes"), row.request_bytes) << key;
    EXPECT_EQ(outcome.Count(prefix + "_misses"), row.misses) << key << " " << row.algorithm;
    EXPECT_EQ(outcome.Count(prefix + "_miss_bytes"), row.miss_bytes) << key << " " << row.algorithm;
    ++compared;
  }
  EXPECT_EQ(compared, 3 * 36);
}

}  // namespace
}  // namespace gauntlet::cache_simulator
