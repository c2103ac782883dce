// The cache simulator against the slow one: hundreds of random traces, policies, capacities and settings.
// They must agree in every event that a policy sees, in every number of it, in the counts and in the decision
// log.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "host/base/rng.h"
#include "simulators/cache/harness/harness.h"
#include "simulators/cache/harness/recording.h"
#include "tests/golden/random_case.h"
#include "tests/golden/slow_cache.h"

namespace gauntlet::golden {
namespace {

using cache_simulator::LoadPolicy;
using cache_simulator::Outcome;
using cache_simulator::PolicyOf;
using cache_simulator::RecordingPolicy;
using cache_simulator::RecordingPriority;

// `fast` and `slow` answer alike. `more` is for the slow simulator's constructor.
template <class SlowSimulator, class Recording, class... More>
void ExpectAgreement(const Case& drawn, Recording& fast, Recording& slow, More... more) {
  const Outcome outcome = drawn.Open().Run(PolicyOf(fast.Table()));
  ASSERT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
  SlowSimulator cache(drawn.settings, slow.Table(), more...);
  cache.Play(drawn.requests);
  ASSERT_EQ(fast.events.size(), slow.events.size());
  for (size_t i = 0; i < fast.events.size(); ++i) ASSERT_EQ(fast.events[i], slow.events[i]);
  EXPECT_EQ(CountsOf(outcome), cache.counts())
      << Tell(CountsOf(outcome)) << " against " << Tell(cache.counts());
  EXPECT_EQ(outcome.log, cache.log());
}

TEST(CacheAgreement, OnEveryEventOfPoliciesThatAnswerAtRandom) {
  for (uint64_t seed = 0; seed < 400 && !HasFatalFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Case drawn = Draw(seed);
    RecordingPolicy fast, slow;
    AnswerAtRandom(&fast, seed);
    AnswerAtRandom(&slow, seed);
    ExpectAgreement<SlowPolicyCache>(drawn, fast, slow);
  }
}

TEST(CacheAgreement, OnEveryFeatureShownToPriorityFunctions) {
  for (uint64_t seed = 0; seed < 400 && !HasFatalFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Case drawn = Draw(seed);
    RecordingPriority fast, slow;
    for (RecordingPriority* priority : {&fast, &slow}) {
      const auto rng = std::make_shared<Rng>(seed);
      const uint64_t coarse = 1 + rng->Below(20);  // ties are common
      priority->priority = [=](const gauntlet_cache_object& object, const gauntlet_cache_pressure&) {
        if (seed % 3 == 0) return static_cast<double>(object.now);
        return static_cast<double>(rng->Below(coarse)) - 3.0;
      };
    }
    ExpectAgreement<SlowPriorityCache>(drawn, fast, slow, 0);
  }
}

TEST(CacheAgreement, OnRealPoliciesAndPriorityFunctions) {
  for (const char* name : {"fifo", "lru", "sieve", "s3fifo", "priorities"}) {
    const bool is_priority = std::string(name) == "priorities";
    auto policy =
        LoadPolicy(fmt::format("{}/tests/policies/{}.so", GAUNTLET_BUILD_DIR, name),
                   is_priority ? GAUNTLET_CACHE_PRIORITY_INTERFACE : GAUNTLET_CACHE_POLICY_INTERFACE);
    ASSERT_TRUE(policy) << policy.error().message;
    for (uint64_t seed = 1000; seed < 1150; ++seed) {
      SCOPED_TRACE(fmt::format("{} {}", name, seed));
      const Case drawn = Draw(seed);
      const Outcome outcome = drawn.Open().Run(*policy, {.memory_budget_bytes = seed});
      ASSERT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
      std::unique_ptr<SlowCache> cache;
      if (is_priority) {
        const auto& hooks = *static_cast<const gauntlet_cache_priority*>(policy->hooks);
        cache = std::make_unique<SlowPriorityCache>(drawn.settings, hooks, seed);
      } else {
        const auto& hooks = *static_cast<const gauntlet_cache_policy*>(policy->hooks);
        cache = std::make_unique<SlowPolicyCache>(drawn.settings, hooks);
      }
      cache->Play(drawn.requests);
      EXPECT_EQ(CountsOf(outcome), cache->counts());
      EXPECT_EQ(outcome.log, cache->log());
    }
  }
}

}  // namespace
}  // namespace gauntlet::golden
