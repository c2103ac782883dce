// The baselines against the miss counts of libCacheSim in ../shared/data/reference/cache.csv, row by row.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/baselines/baselines.h"

namespace gauntlet {
namespace {

using cache_simulator::BuildTrace;
using cache_simulator::OpenedWorkload;
using cache_simulator::Outcome;
using cache_simulator::Params;
using cache_simulator::Policy;
using cache_simulator::RawRequest;

std::filesystem::path SharedData() {
  const char* shared = std::getenv("GAUNTLET_SHARED");
  return std::filesystem::path(shared != nullptr ? shared : "../shared") / "data";
}

struct Row {
  std::string trace, algorithm;
  uint64_t capacity, requests, misses, miss_bytes;
  bool unit_size;
};
std::vector<Row> ReadRows(const std::filesystem::path& path) {
  std::vector<Row> rows;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> fields;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) fields.push_back(cell);
    rows.push_back({.trace = fields.at(0),
                    .algorithm = fields.at(1),
                    .capacity = std::stoull(fields.at(2)),
                    .requests = std::stoull(fields.at(4)),
                    .misses = std::stoull(fields.at(5)),
                    .miss_bytes = std::stoull(fields.at(7)),
                    .unit_size = fields.at(3) == "1"});
  }
  return rows;
}

Result<std::vector<RawRequest>> ReadTrace(const std::string& name) {
  const auto folder = SharedData() / "cache";
  if (!name.starts_with("caffeine/")) return cache_simulator::ReadOracleGeneral(folder / (name + ".bin"));
  const auto caffeine = folder / "caffeine";
  const std::string stem = name.substr(9);
  if (const auto path = caffeine / "lirs" / (stem + ".trace.gz"); exists(path)) {
    return cache_simulator::ReadLirsText(path);
  }
  for (const auto& [room, key_bytes] : {std::pair("cloud_physics", 4), {"cache2k", 4}, {"scarab", 8}}) {
    const auto path = caffeine / room / (stem + ".trace.xz");
    if (exists(path)) return cache_simulator::ReadBigEndianKeys(path, static_cast<size_t>(key_bytes));
  }
  return Fail(ErrorKind::kInput, "no file for trace " + name);
}

// How far a baseline may be from libCacheSim: in percentage points of the miss ratio on the worst row, and
// the least number of rows that are equal in misses and bytes.
struct Promise {
  std::string baseline;
  double points;
  int exact_rows;
};
const std::map<std::string, Promise>& Promises() {
  static const std::map<std::string, Promise> promises = {
      {"FIFO", {"fifo", 0, 36}},    {"LRU", {"lru", 0, 36}},
      {"Clock", {"clock", 0, 36}},  {"LFU", {"lfu", 0, 36}},
      {"SIEVE", {"sieve", 0, 36}},  {"S3FIFO", {"s3fifo", 0, 36}},
      {"ARC", {"arc", 0, 36}},      {"TwoQ", {"twoq", 0, 36}},
      {"GDSF", {"gdsf", 0, 9}},     {"LHD", {"lhd", 0, 9}},
      {"LIRS", {"lirs", 0.02, 27}}, {"SLRU", {"slru", 0.01, 8}},
      {"QDLP", {"qdlp", 0.03, 29}}, {"WTinyLFU", {"wtinylfu", 0.35, 2}},
  };
  return promises;
}

struct Agreement {
  int rows = 0;
  int exact = 0;
  double worst_points = 0;
};

TEST(Reference, BaselinesAgreeWithLibCacheSimRowByRow) {
  const auto path = SharedData() / "reference/cache.csv";
  if (!exists(path)) GTEST_SKIP() << "no " << path << ": the published miss counts are not checked";
  std::map<std::string, Policy> policies;
  std::map<std::string, Agreement> agreements;
  std::string trace;
  std::vector<uint8_t> bytes;
  for (const Row& row : ReadRows(path)) {
    if (row.algorithm == "Belady") continue;  // an oracle inside the simulator
    ASSERT_TRUE(Promises().contains(row.algorithm)) << row.algorithm;
    if (row.trace != trace) {
      const auto requests = ReadTrace(row.trace);
      ASSERT_TRUE(requests.has_value()) << requests.error().message;
      bytes = BuildTrace(*requests);
      trace = row.trace;
    }
    const std::string& baseline = Promises().at(row.algorithm).baseline;
    if (!policies.contains(baseline)) policies.emplace(baseline, LoadBaseline("cache_miss_ratio", baseline));
    const Params params = {
        {row.unit_size ? "capacity_objects" : "capacity_bytes", std::to_string(row.capacity)}};
    const auto workload = OpenedWorkload::Open(bytes, params);
    ASSERT_TRUE(workload.has_value()) << workload.error().message;
    const Outcome outcome = workload->Run(policies.at(baseline), {.keep_log = false});
    ASSERT_EQ(outcome.status, GAUNTLET_OK)
        << row.algorithm << " on " << row.trace << ": " << outcome.fault.text;
    ASSERT_EQ(outcome.Count("requests"), row.requests);
    const double difference = static_cast<double>(outcome.Count("misses")) - static_cast<double>(row.misses);
    const double points = 100 * std::abs(difference) / static_cast<double>(row.requests);
    EXPECT_LE(points, Promises().at(row.algorithm).points)
        << row.algorithm << " on " << row.trace << " with " << row.capacity << ": " << outcome.Count("misses")
        << " misses, libCacheSim has " << row.misses;
    Agreement& agreement = agreements[row.algorithm];
    ++agreement.rows;
    agreement.exact += difference == 0 && outcome.Count("miss_bytes") == row.miss_bytes;
    agreement.worst_points = std::max(agreement.worst_points, points);
  }
  std::printf("%-10s %5s %6s %s\n", "policy", "rows", "exact", "worst difference in points of miss ratio");
  for (const auto& [algorithm, agreement] : agreements) {
    std::printf("%-10s %5d %6d %.3f\n", algorithm.c_str(), agreement.rows, agreement.exact,
                agreement.worst_points);
    EXPECT_GE(agreement.exact, Promises().at(algorithm).exact_rows) << algorithm;
  }
  EXPECT_EQ(agreements.size(), Promises().size());
}

}  // namespace
}  // namespace gauntlet
