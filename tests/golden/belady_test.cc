// Belady's counts against every choice there is, on traces so short that all can be tried.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <map>

#include "host/base/rng.h"
#include "simulators/cache/harness/harness.h"

namespace gauntlet::golden {
namespace {

using cache_simulator::BuildTrace;
using cache_simulator::OpenedWorkload;
using cache_simulator::Outcome;
using cache_simulator::RawRequest;

// The fewest misses of any sequence of choices at unit size: best[set of residents] after each request. With
// `may_bypass` an object need not be admitted.
uint64_t FewestMisses(const std::vector<RawRequest>& requests, int capacity, bool may_bypass) {
  std::map<uint32_t, uint64_t> best = {{0, 0}};
  const auto keep_least = [](std::map<uint32_t, uint64_t>* after, uint32_t set, uint64_t misses) {
    const auto [at, fresh] = after->try_emplace(set, misses);
    at->second = std::min(at->second, misses);
  };
  for (const RawRequest& request : requests) {
    const uint32_t bit = 1u << request.id;
    std::map<uint32_t, uint64_t> after;
    for (const auto& [set, misses] : best) {
      if ((set & bit) != 0) {
        keep_least(&after, set, misses);
        continue;
      }
      if (may_bypass) keep_least(&after, set, misses + 1);
      if (std::popcount(set) < capacity) keep_least(&after, set | bit, misses + 1);
      for (uint32_t victims = set; std::popcount(set) == capacity && victims != 0; victims &= victims - 1)
        keep_least(&after, (set & ~(victims & -victims)) | bit, misses + 1);
    }
    best = std::move(after);
  }
  uint64_t least = std::numeric_limits<uint64_t>::max();
  for (const auto& [set, misses] : best) least = std::min(least, misses);
  return least;
}

TEST(Belady, MissesAsSeldomAsAnySequenceOfChoicesAtUnitSize) {
  int bypass_helps = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Rng rng(seed);
    const int capacity = static_cast<int>(1 + rng.Below(4));
    const uint64_t objects = 2 + rng.Below(7);
    std::vector<RawRequest> requests(5 + rng.Below(30));
    for (RawRequest& request : requests) request.id = rng.Below(objects);
    auto workload =
        OpenedWorkload::Open(BuildTrace(requests), {{"capacity_objects", std::to_string(capacity)}});
    ASSERT_TRUE(workload);
    const Outcome reference = workload->Reference();
    ASSERT_EQ(reference.status, GAUNTLET_OK);
    EXPECT_EQ(reference.Count("belady_misses"), FewestMisses(requests, capacity, false)) << seed;
    EXPECT_EQ(reference.Count("bound_misses"), FewestMisses(requests, capacity, true)) << seed;
    EXPECT_EQ(reference.Count("belady_is_bound"), 1u);
    bypass_helps += reference.Count("bound_misses") < reference.Count("belady_misses");
  }
  EXPECT_GT(bypass_helps, 50);
}

TEST(Belady, ADeletedObjectIsNoUseToKeep) {
  // 1 is deleted before its next read; 2 is read again: 3 must take the place of 1, although 1 comes back
  // sooner.
  std::vector<RawRequest> requests = {{.id = 1}, {.id = 2}, {.id = 3}, {.id = 1}, {.id = 1}, {.id = 2}};
  requests[3].operation = 2;
  auto workload =
      OpenedWorkload::Open(BuildTrace(requests), {{"capacity_objects", "2"}, {"operations", "honour"}});
  ASSERT_TRUE(workload);
  const Outcome reference = workload->Reference();
  EXPECT_EQ(reference.Count("requests"), 5u);
  EXPECT_EQ(reference.Count("belady_misses"), 4u);
}

TEST(Belady, IsNoBoundWhereObjectsHaveSizes) {
  auto workload = OpenedWorkload::Open(BuildTrace(std::vector<RawRequest>{{.id = 1, .size_bytes = 9}}),
                                       {{"capacity_bytes", "10"}});
  ASSERT_TRUE(workload);
  EXPECT_EQ(workload->Reference().Count("belady_is_bound"), 0u);
}

}  // namespace
}  // namespace gauntlet::golden
