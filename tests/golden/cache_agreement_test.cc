// The cache simulator against the slow one: hundreds of random traces, policies, capacities and settings.
// They must
// agree in every event that a policy sees, in every number of it, in the counts and in the decision log.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "host/base/rng.h"
#include "simulators/cache/harness/harness.h"
#include "simulators/cache/harness/recording.h"
#include "tests/golden/slow_cache.h"

namespace gauntlet::golden {
namespace {

using cache_simulator::BuildTrace;
using cache_simulator::LoadPolicy;
using cache_simulator::OpenedWorkload;
using cache_simulator::Outcome;
using cache_simulator::Params;
using cache_simulator::PolicyOf;
using cache_simulator::RawRequest;
using cache_simulator::RecordingPolicy;
using cache_simulator::RecordingPriority;

// A trace with settings, drawn from a seed.
struct Case {
  std::vector<Request> requests;
  Settings settings;
  bool extended = false;

  Params ToParams() const {
    const std::string ttl = settings.honour_ttl ? "honour" : "ignore";
    const std::string operations = settings.honour_operations ? "honour" : "ignore";
    return {{settings.unit_size ? "capacity_objects" : "capacity_bytes", std::to_string(settings.capacity)},
            {"warmup_requests", std::to_string(settings.warmup_requests)},
            {"ghost_percent", std::to_string(settings.ghost_percent)},
            {"operations", operations},
            {"ttl", ttl}};
  }

  OpenedWorkload Open() const {
    std::vector<RawRequest> raw;
    for (const Request& r : requests)
      raw.push_back({r.id, r.size, r.time_s, r.tenant, r.operation, r.ttl_s, r.block_address});
    auto workload = OpenedWorkload::Open(BuildTrace(raw, extended), ToParams());
    if (!workload) throw std::runtime_error(workload.error().message);
    return *workload;
  }
};

// Every fortieth case is large enough for every table of the fast simulator to grow and be packed.
Case Draw(uint64_t seed) {
  const bool large = seed % 40 == 39;
  Rng rng(seed);
  Case drawn;
  drawn.extended = rng.Chance(0.4);
  Settings& settings = drawn.settings;
  settings.unit_size = rng.Chance(0.5);
  settings.capacity = settings.unit_size ? 1 + rng.Below(20) : 50 + rng.Below(1000);
  settings.warmup_requests = rng.Chance(0.3) ? rng.Below(400) : 0;
  const uint64_t percents[] = {0, 10, 50, 100, 100, 100, 300};
  settings.ghost_percent = percents[rng.Below(7)];
  settings.honour_operations = rng.Chance(0.3);
  settings.honour_ttl = drawn.extended && rng.Chance(0.5);
  const uint64_t objects = large ? 1000 + rng.Below(8000) : 3 + rng.Below(60);
  const uint64_t length = large ? 9000 : 20 + rng.Below(400);
  if (large) settings.capacity *= 30;
  const bool sizes_change = rng.Chance(0.3);
  for (uint64_t i = 0; i < length; ++i) {
    Request request;
    request.id = 1000 + rng.Below(1 + rng.Below(objects));  // lower ones more often
    request.size = static_cast<uint32_t>(sizes_change ? rng.Below(200) : request.id * 7919 % 197);
    request.time_s = static_cast<uint32_t>(i / 3);
    request.tenant = static_cast<uint16_t>(rng.Below(3));
    const uint8_t operations[] = {GAUNTLET_CACHE_READ, GAUNTLET_CACHE_READ, GAUNTLET_CACHE_WRITE,
                                  GAUNTLET_CACHE_DELETE};
    request.operation = operations[rng.Below(4)];
    if (drawn.extended) {
      request.ttl_s = rng.Chance(0.5) ? static_cast<uint32_t>(1 + rng.Below(30)) : 0;
      request.block_address = rng.Below(100);
    }
    drawn.requests.push_back(request);
  }
  return drawn;
}

Counts CountsOf(const Outcome& outcome) {
  return {outcome.Count("requests"), outcome.Count("misses"), outcome.Count("request_bytes"),
          outcome.Count("miss_bytes")};
}

std::string Tell(const Counts& c) {
  return fmt::format("{} requests, {} misses, {} bytes, {} missed", c.requests, c.misses, c.request_bytes,
                     c.miss_bytes);
}

// Answers at random, but the same to both: it hears the same questions.
void AnswerAtRandom(RecordingPolicy* policy, uint64_t seed) {
  const auto rng = std::make_shared<Rng>(seed);
  policy->with_details = true;
  policy->choose_victim = [=] { return policy->residents[rng->Below(policy->residents.size())]; };
  if (rng->Chance(0.5)) policy->admit = [=](uint32_t) { return uint32_t{rng->Chance(0.7)}; };
}

TEST(CacheAgreement, OnEveryEventOfPoliciesThatAnswerAtRandom) {
  for (uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    const Case drawn = Draw(seed);
    RecordingPolicy fast, slow;
    AnswerAtRandom(&fast, seed);
    AnswerAtRandom(&slow, seed);
    const Outcome outcome = drawn.Open().Run(PolicyOf(fast.Table()));
    ASSERT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
    SlowPolicyCache cache(drawn.settings, slow.Table());
    cache.Play(drawn.requests);
    ASSERT_EQ(fast.events.size(), slow.events.size());
    for (size_t i = 0; i < fast.events.size(); ++i) ASSERT_EQ(fast.events[i], slow.events[i]);
    EXPECT_EQ(CountsOf(outcome), cache.counts())
        << Tell(CountsOf(outcome)) << " against " << Tell(cache.counts());
    EXPECT_EQ(outcome.log, cache.log());
  }
}

TEST(CacheAgreement, OnEveryFeatureShownToPriorityFunctions) {
  for (uint64_t seed = 0; seed < 400; ++seed) {
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
    const Outcome outcome = drawn.Open().Run(PolicyOf(fast.Table()));
    ASSERT_EQ(outcome.status, GAUNTLET_OK) << outcome.fault.text;
    SlowPriorityCache cache(drawn.settings, slow.Table(), 0);
    cache.Play(drawn.requests);
    ASSERT_EQ(fast.events.size(), slow.events.size());
    for (size_t i = 0; i < fast.events.size(); ++i) ASSERT_EQ(fast.events[i], slow.events[i]);
    EXPECT_EQ(CountsOf(outcome), cache.counts())
        << Tell(CountsOf(outcome)) << " against " << Tell(cache.counts());
    EXPECT_EQ(outcome.log, cache.log());
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
