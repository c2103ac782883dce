#include "simulators/cache/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "simulators/cache/harness/published.h"

namespace gauntlet::cache_simulator {
namespace {

TEST(Reference, EqualsThePublishedCountsOfFifoLruAndBeladyOnEveryRow) {
  const std::vector<PublishedRow> rows = ReadPublishedRows();
  if (rows.empty())
    GTEST_SKIP() << "no " << PublishedRowsPath() << ": the published miss counts are not checked";
  std::map<std::string, std::vector<uint8_t>> traces;
  std::map<std::string, Outcome> outcomes;
  const std::map<std::string, std::string> prefixes = {
      {"FIFO", "fifo"}, {"LRU", "lru"}, {"Belady", "belady"}};
  int compared = 0;
  for (const PublishedRow& row : rows) {
    if (!prefixes.contains(row.algorithm)) continue;
    if (!traces.contains(row.trace)) {
      auto requests = ReadPublishedTrace(row.trace);
      ASSERT_TRUE(requests) << requests.error().message;
      traces[row.trace] = BuildTrace(*requests);
    }
    const std::string key =
        row.trace + " " + std::to_string(row.capacity) + (row.unit_size ? " objects" : " bytes");
    if (!outcomes.contains(key)) {
      auto workload = OpenedWorkload::Open(traces[row.trace], row.WorkloadParams());
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
