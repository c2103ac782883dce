// The baselines against the miss counts of libCacheSim in ../shared/data/reference/cache.csv, row by row.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "simulators/cache/harness/published.h"
#include "tests/baselines/baselines.h"

namespace gauntlet {
namespace {

using cache_simulator::BuildTrace;
using cache_simulator::OpenedWorkload;
using cache_simulator::Outcome;
using cache_simulator::Policy;
using cache_simulator::PublishedRow;
using cache_simulator::ReadPublishedRows;

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
  const std::vector<PublishedRow> rows = ReadPublishedRows();
  if (rows.empty())
    GTEST_SKIP() << "no " << cache_simulator::PublishedRowsPath()
                 << ": the published miss counts are not checked";
  std::map<std::string, Policy> policies;
  std::map<std::string, Agreement> agreements;
  std::string trace;
  std::vector<uint8_t> bytes;
  for (const PublishedRow& row : rows) {
    if (row.algorithm == "Belady") continue;  // an oracle inside the simulator
    ASSERT_TRUE(Promises().contains(row.algorithm)) << row.algorithm;
    if (row.trace != trace) {
      const auto requests = cache_simulator::ReadPublishedTrace(row.trace);
      ASSERT_TRUE(requests.has_value()) << requests.error().message;
      bytes = BuildTrace(*requests);
      trace = row.trace;
    }
    const std::string& baseline = Promises().at(row.algorithm).baseline;
    if (!policies.contains(baseline)) policies.emplace(baseline, LoadBaseline("cache_miss_ratio", baseline));
    const auto workload = OpenedWorkload::Open(bytes, row.WorkloadParams());
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
