// What every baseline keeps, on traces that nobody worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/baselines/baselines.h"

namespace gauntlet {
namespace {

using cache_simulator::BuildTrace;
using cache_simulator::GenerateZipf;
using cache_simulator::OpenedWorkload;
using cache_simulator::Outcome;
using cache_simulator::Params;
using cache_simulator::Policy;
using cache_simulator::RawRequest;
using cache_simulator::RunOptions;
using cache_simulator::SameResult;

Outcome Play(const Policy& policy, const std::vector<RawRequest>& requests, const Params& params,
             uint64_t seed = 1) {
  const auto workload = OpenedWorkload::Open(BuildTrace(requests), params);
  EXPECT_TRUE(workload.has_value()) << workload.error().message;
  return workload->Run(policy, {.seed = seed});
}

struct Source {
  std::string problem;
  std::string name;
};
std::vector<Source> AllSources() {
  std::vector<Source> sources;
  for (const char* problem : {"cache_miss_ratio", "cache_priority"}) {
    for (const std::string& name : BaselinesOf(problem)) sources.push_back({problem, name});
  }
  return sources;
}
class EveryBaseline : public testing::TestWithParam<Source> {
 protected:
  Policy policy_ = LoadBaseline(GetParam().problem, GetParam().name);
};
INSTANTIATE_TEST_SUITE_P(All, EveryBaseline, testing::ValuesIn(AllSources()),
                         [](const auto& info) { return info.param.problem + "_" + info.param.name; });

std::vector<Source> SourcesWithoutSketch() {
  std::vector<Source> sources = AllSources();
  std::erase_if(sources, [](const Source& source) { return source.name == "wtinylfu"; });
  return sources;
}
class BaselineWithoutSketch : public EveryBaseline {};
INSTANTIATE_TEST_SUITE_P(All, BaselineWithoutSketch, testing::ValuesIn(SourcesWithoutSketch()),
                         [](const auto& info) { return info.param.problem + "_" + info.param.name; });

// Sizes that change from request to request, deletions, and caches from one object to most of them.
TEST_P(EveryBaseline, NamesLegalVictimsWhateverComes) {
  std::mt19937_64 random(7);
  for (const uint64_t capacity : {1, 2, 3, 4, 7, 10, 19, 20, 64, 99, 100, 101, 500, 1000, 5000}) {
    for (const uint32_t largest : {1u, 3u, 40u, 400u}) {
      std::vector<RawRequest> requests = GenerateZipf(4000, 300, 0.8, largest, random());
      for (RawRequest& request : requests) {
        if (random() % 16 == 0) request.size_bytes = static_cast<uint32_t>(1 + random() % largest);
        if (random() % 32 == 0) request.operation = GAUNTLET_CACHE_DELETE;
      }
      const Outcome outcome =
          Play(policy_, requests, {{"capacity_bytes", std::to_string(capacity)}, {"operations", "honour"}});
      ASSERT_EQ(outcome.status, GAUNTLET_OK)
          << "capacity " << capacity << ", sizes to " << largest << ", request " << outcome.fault.index
          << ": " << outcome.fault.text;
    }
  }
}

TEST_P(EveryBaseline, AnswersTheSameTwice) {
  const auto requests = GenerateZipf(30000, 2000, 0.9, 100, 3);
  const Outcome once = Play(policy_, requests, {{"capacity_bytes", "20000"}});
  const Outcome again = Play(policy_, requests, {{"capacity_bytes", "20000"}});
  ASSERT_EQ(once.status, GAUNTLET_OK) << once.fault.text;
  EXPECT_TRUE(SameResult(once.result, again.result));
}

// Keys are permuted anew in every run: nothing may hang on them but the collisions of a sketch.
TEST_P(BaselineWithoutSketch, DecidesNothingByTheKeysThemselves) {
  const auto requests = GenerateZipf(30000, 2000, 0.9, 100, 5);
  const Outcome one = Play(policy_, requests, {{"capacity_bytes", "20000"}}, 1);
  const Outcome other = Play(policy_, requests, {{"capacity_bytes", "20000"}}, 2);
  EXPECT_EQ(one.Count("misses"), other.Count("misses"));
  EXPECT_EQ(one.result.answer_hash, other.result.answer_hash);
}

// Only objects too large to be admitted may miss twice.
TEST_P(EveryBaseline, MissesEachObjectOnceWhenAllFit) {
  const auto requests = GenerateZipf(5000, 200, 0.7, 1, 9);
  const auto workload = OpenedWorkload::Open(BuildTrace(requests), {{"capacity_objects", "100000"}});
  ASSERT_TRUE(workload.has_value());
  std::vector<uint64_t> ids;
  for (const RawRequest& request : requests) ids.push_back(request.id);
  std::ranges::sort(ids);
  const auto repeats = std::ranges::unique(ids);
  EXPECT_EQ(workload->Run(policy_).Count("misses"), ids.size() - repeats.size());
}

TEST(Seeds, AnswerAsLruDoes) {
  for (const uint32_t largest : {1u, 300u}) {
    const auto requests = GenerateZipf(60000, 3000, 0.8, largest, 11);
    const Params params = {{"capacity_bytes", std::to_string(400 * ((largest + 1) / 2))}};
    const Outcome lru = Play(LoadBaseline("cache_miss_ratio", "lru"), requests, params);
    const Outcome seed = Play(LoadBaseline("cache_miss_ratio", "seed"), requests, params);
    const Outcome priority = Play(LoadBaseline("cache_priority", "seed"), requests, params);
    EXPECT_EQ(seed.result.answer_hash, lru.result.answer_hash);
    EXPECT_EQ(priority.Count("misses"), lru.Count("misses"));
    EXPECT_GT(lru.Count("misses"), 3000u);
  }
}

}  // namespace
}  // namespace gauntlet
