#include "simulators/cache/policy_game.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "simulators/cache/harness/harness.h"
#include "simulators/cache/harness/recording.h"

namespace gauntlet::cache_simulator {
namespace {

using testing::ElementsAre;

std::vector<RawRequest> Requests(const std::vector<uint64_t>& ids) {
  std::vector<RawRequest> requests;
  for (const uint64_t id : ids)
    requests.push_back({.id = id, .time_s = static_cast<uint32_t>(requests.size())});
  return requests;
}

OpenedWorkload Opened(const std::vector<RawRequest>& requests, const Params& params, bool extended = false) {
  auto workload = OpenedWorkload::Open(BuildTrace(requests, extended), params);
  if (!workload) throw std::runtime_error(workload.error().message);
  return *workload;
}

TEST(PolicyGame, TellsAPolicyOfSixRequestsInTheDocumentedOrder) {
  RecordingPolicy fifo;
  const auto workload =
      Opened(Requests({7, 8, 7, 9, 8, 7}), {{"capacity_objects", "2"}, {"ghost_percent", "0"}});
  const Outcome outcome = workload.Run(PolicyOf(fifo.Table()));
  ASSERT_EQ(outcome.status, GAUNTLET_OK);
  EXPECT_THAT(fifo.events, ElementsAre("miss -", "insert 0", "miss -", "insert 1", "hit 0", "miss -",
                                       "victim -> 0", "evict 0 capacity", "forget 0", "insert 0", "hit 1",
                                       "miss -", "victim -> 1", "evict 1 capacity", "forget 1", "insert 1"));
  EXPECT_EQ(outcome.Count("requests"), 6u);
  EXPECT_EQ(outcome.Count("misses"), 4u);
  EXPECT_DOUBLE_EQ(outcome.Real("miss_ratio"), 4.0 / 6.0);
}

TEST(PolicyGame, AnLruOnTheSameSixRequestsKeepsWhatWasHit) {
  RecordingPolicy lru;
  std::vector<uint32_t> order;
  const auto workload =
      Opened(Requests({7, 8, 7, 9, 8, 7}), {{"capacity_objects", "2"}, {"ghost_percent", "0"}});
  lru.choose_victim = [&] {  // the resident whose latest event is the oldest
    std::vector<uint32_t> latest;
    for (const std::string& event : lru.events) {
      if (!event.starts_with("hit") && !event.starts_with("insert")) continue;
      const auto slot = static_cast<uint32_t>(std::stoul(event.substr(event.find(' '))));
      std::erase(latest, slot);
      latest.push_back(slot);
    }
    return latest.front();
  };
  const Outcome outcome = workload.Run(PolicyOf(lru.Table()));
  ASSERT_EQ(outcome.status, GAUNTLET_OK);
  // 7 8 miss, 7 hits, 9 takes the place of 8, 8 that of 7, 7 that of 9.
  EXPECT_EQ(outcome.Count("misses"), 5u);
}

TEST(PolicyGame, GivesAGhostItsSlotBackAndForgetsTheOldestGhostFirst) {
  RecordingPolicy fifo;
  // Capacity 2, so 2 ghosts at most: 1 and 2 become ghosts, 1 returns, then 2, 3 and 4 go.
  const auto workload = Opened(Requests({1, 2, 3, 4, 1, 5, 6}), {{"capacity_objects", "2"}});
  ASSERT_EQ(workload.Run(PolicyOf(fifo.Table())).status, GAUNTLET_OK);
  EXPECT_THAT(
      fifo.events,
      ElementsAre("miss -", "insert 0", "miss -", "insert 1",               // 1, 2
                  "miss -", "victim -> 0", "evict 0 capacity", "insert 2",  // 3: ghost 0
                  "miss -", "victim -> 1", "evict 1 capacity", "insert 3",  // 4: ghosts 0 1
                  "miss 0", "victim -> 2", "evict 2 capacity", "insert 0",  // 1 returns: ghosts 1 2
                  "miss -", "victim -> 3", "evict 3 capacity", "forget 1", "insert 1",    // 5: ghosts 2 3
                  "miss -", "victim -> 0", "evict 0 capacity", "forget 2", "insert 2"));  // 6: ghosts 3 0
}

TEST(PolicyGame, AGhostThatIsNotAdmittedStaysAGhost) {
  RecordingPolicy policy;
  policy.admit = [](uint32_t slot) -> uint32_t { return slot == GAUNTLET_CACHE_NO_SLOT; };
  const auto workload = Opened(Requests({1, 2, 1, 1}), {{"capacity_objects", "1"}});
  const Outcome outcome = workload.Run(PolicyOf(policy.Table()));
  ASSERT_EQ(outcome.status, GAUNTLET_OK);
  EXPECT_THAT(policy.events, ElementsAre("miss -", "admit - -> 1", "insert 0", "miss -", "admit - -> 1",
                                         "victim -> 0", "evict 0 capacity", "insert 1", "miss 0",
                                         "admit 0 -> 0", "miss 0", "admit 0 -> 0"));
  EXPECT_EQ(outcome.Count("misses"), 4u);
}

TEST(PolicyGame, DoesNotAskAboutAnObjectLargerThanTheCache) {
  RecordingPolicy policy;
  policy.admit = [](uint32_t) { return 1u; };
  const auto workload =
      Opened({{.id = 1, .size_bytes = 101}, {.id = 2, .size_bytes = 100}, {.id = 2, .size_bytes = 100}},
             {{"capacity_bytes", "100"}});
  const Outcome outcome = workload.Run(PolicyOf(policy.Table()));
  EXPECT_THAT(policy.events, ElementsAre("miss -", "miss -", "admit - -> 1", "insert 0", "hit 0"));
  EXPECT_EQ(outcome.Count("miss_bytes"), 201u);
  EXPECT_EQ(outcome.Count("request_bytes"), 301u);
  EXPECT_DOUBLE_EQ(outcome.Real("byte_miss_ratio"), 201.0 / 301.0);
}

TEST(PolicyGame, EvictsUntilAnObjectFitsAndNoFurther) {
  RecordingPolicy fifo;
  const auto workload = Opened({{.id = 1, .size_bytes = 30},
                                {.id = 2, .size_bytes = 30},
                                {.id = 3, .size_bytes = 40},
                                {.id = 4, .size_bytes = 60}},
                               {{"capacity_bytes", "100"}});
  ASSERT_EQ(workload.Run(PolicyOf(fifo.Table())).status, GAUNTLET_OK);
  EXPECT_THAT(std::vector(fifo.events.begin() + 6, fifo.events.end()),
              ElementsAre("miss -", "victim -> 0", "evict 0 capacity", "victim -> 1", "evict 1 capacity",
                          "insert 3"));
}

TEST(PolicyGame, AnObjectCountsWithTheSizeOfItsInsertionWhileItStays) {
  RecordingPolicy fifo;
  // 1 comes with 50 bytes and is hit with 90: 50 more still fit.
  const auto workload =
      Opened({{.id = 1, .size_bytes = 50}, {.id = 1, .size_bytes = 90}, {.id = 2, .size_bytes = 50}},
             {{"capacity_bytes", "100"}});
  const Outcome outcome = workload.Run(PolicyOf(fifo.Table()));
  EXPECT_THAT(fifo.events, ElementsAre("miss -", "insert 0", "hit 0", "miss -", "insert 1"));
  EXPECT_EQ(outcome.Count("request_bytes"), 190u);
  EXPECT_EQ(outcome.Count("miss_bytes"), 100u);
}

TEST(PolicyGame, CountsNothingOfTheWarmUp) {
  const std::vector<RawRequest> requests = {{.id = 1, .size_bytes = 5},
                                            {.id = 2, .size_bytes = 6},
                                            {.id = 1, .size_bytes = 5},
                                            {.id = 3, .size_bytes = 7}};
  for (const uint64_t warmup : {0, 1, 2, 3, 4, 9}) {
    RecordingPolicy fifo;
    const auto workload =
        Opened(requests, {{"capacity_bytes", "99"}, {"warmup_requests", std::to_string(warmup)}});
    const Outcome outcome = workload.Run(PolicyOf(fifo.Table()));
    const uint64_t misses[] = {3, 2, 1, 1, 0, 0}, bytes[] = {18, 13, 7, 7, 0, 0};
    const uint64_t at = std::min<uint64_t>(warmup, 5);
    EXPECT_EQ(outcome.Count("requests"), warmup > 4 ? 0 : 4 - warmup);
    EXPECT_EQ(outcome.Count("misses"), misses[at]) << warmup;
    EXPECT_EQ(outcome.Count("miss_bytes"), bytes[at]) << warmup;
  }
}

TEST(PolicyGame, ADeletionTakesAResidentAwayWhenOperationsAreHonoured) {
  std::vector<RawRequest> requests = Requests({1, 1, 1, 2});
  requests[1].operation = GAUNTLET_CACHE_DELETE;
  requests[3].operation = GAUNTLET_CACHE_DELETE;
  RecordingPolicy honoured;
  const Outcome outcome =
      Opened(requests, {{"capacity_objects", "5"}, {"operations", "honour"}}).Run(PolicyOf(honoured.Table()));
  EXPECT_THAT(honoured.events, ElementsAre("miss -", "insert 0", "evict 0 deleted", "miss 0", "insert 0"));
  EXPECT_EQ(outcome.Count("requests"), 2u);
  EXPECT_EQ(outcome.Count("misses"), 2u);
  RecordingPolicy ignored;
  const Outcome plain = Opened(requests, {{"capacity_objects", "5"}}).Run(PolicyOf(ignored.Table()));
  EXPECT_THAT(ignored.events, ElementsAre("miss -", "insert 0", "hit 0", "hit 0", "miss -", "insert 1"));
  EXPECT_EQ(plain.Count("requests"), 4u);
}

TEST(PolicyGame, AnObjectPastItsTimeToLiveIsAMissWhenThatIsHonoured) {
  std::vector<RawRequest> requests = Requests({1, 1, 1, 1});
  for (size_t i = 0; i < requests.size(); ++i) requests[i].time_s = static_cast<uint32_t>(5 * i);
  for (RawRequest& request : requests) request.ttl_s = 9;
  RecordingPolicy policy;
  const auto workload = Opened(requests, {{"capacity_objects", "5"}, {"ttl", "honour"}}, true);
  const Outcome outcome = workload.Run(PolicyOf(policy.Table()));
  // Inserted in second 0, fresh up to second 9; inserted again in second 10.
  EXPECT_THAT(policy.events,
              ElementsAre("miss -", "insert 0", "hit 0", "evict 0 expired", "miss 0", "insert 0", "hit 0"));
  EXPECT_EQ(outcome.Count("misses"), 2u);
}

TEST(PolicyGame, KeysAreOnePerObjectAndOthersInAnotherRun) {
  const std::vector<RawRequest> requests = GenerateZipf(2000, 300, 0.8, 1, 3);
  const auto workload = Opened(requests, {{"capacity_objects", "50"}});
  std::vector<uint64_t> first_run;
  for (const uint64_t seed : {1, 2}) {
    RecordingPolicy fifo;
    workload.Run(PolicyOf(fifo.Table()), {.seed = seed});
    std::map<uint64_t, uint64_t> key_of;
    std::set<uint64_t> keys;
    ASSERT_EQ(fifo.keys.size(), requests.size());
    for (size_t i = 0; i < requests.size(); ++i) {
      EXPECT_EQ(key_of.try_emplace(requests[i].id, fifo.keys[i]).first->second, fifo.keys[i]);
      keys.insert(fifo.keys[i]);
    }
    EXPECT_EQ(keys.size(), key_of.size());
    if (seed == 1) first_run = fifo.keys;
    if (seed == 2) EXPECT_NE(first_run, fifo.keys);
  }
}

TEST(PolicyGame, TellsThePolicyItsSettings) {
  RecordingPolicy policy;
  const auto workload = Opened(Requests({1}), {{"capacity_objects", "12"}, {"ghost_percent", "250"}});
  workload.Run(PolicyOf(policy.Table()), {.memory_budget_bytes = 1234});
  EXPECT_EQ(policy.config.struct_size, sizeof(gauntlet_cache_config));
  EXPECT_EQ(policy.config.unit_size, 1u);
  EXPECT_EQ(policy.config.capacity, 12u);
  EXPECT_EQ(policy.config.ghost_percent, 250u);
  EXPECT_EQ(policy.config.memory_budget_bytes, 1234u);
}

TEST(PolicyGame, AnIllegalVictimEndsTheRunWithTheIndexOfTheRequest) {
  for (const uint32_t victim : {1u, 7u, GAUNTLET_CACHE_NO_SLOT - 1, GAUNTLET_CACHE_NO_SLOT}) {
    RecordingPolicy policy;
    policy.choose_victim = [&] { return policy.events.size() < 8 ? policy.residents.front() : victim; };
    // 3 puts slot 0 out and gets slot 1... with one resident, slot 1 is free when 4 comes.
    const auto workload = Opened(Requests({1, 2, 2, 3}), {{"capacity_objects", "1"}, {"ghost_percent", "0"}});
    const Outcome outcome = workload.Run(PolicyOf(policy.Table()));
    EXPECT_EQ(outcome.status, GAUNTLET_INVALID_DECISION) << victim;
    EXPECT_EQ(outcome.fault.index, 3u);
    EXPECT_THAT(outcome.fault.text, testing::HasSubstr("must name a resident slot"));
    EXPECT_THAT(outcome.fault.text, testing::HasSubstr(std::to_string(victim)));
  }
}

TEST(PolicyGame, AGhostIsNoVictim) {
  RecordingPolicy policy;
  policy.choose_victim = [&] { return 0u; };
  const auto workload = Opened(Requests({1, 2, 3}), {{"capacity_objects", "1"}});
  const Outcome outcome = workload.Run(PolicyOf(policy.Table()));
  EXPECT_EQ(outcome.status, GAUNTLET_INVALID_DECISION);
  EXPECT_EQ(outcome.fault.index, 2u);
}

TEST(PolicyGame, AnAdmissionIsZeroOrOne) {
  RecordingPolicy policy;
  policy.admit = [&](uint32_t) { return policy.residents.empty() ? 1u : 258u; };
  const Outcome outcome = Opened(Requests({1, 2}), {{"capacity_objects", "3"}}).Run(PolicyOf(policy.Table()));
  EXPECT_EQ(outcome.status, GAUNTLET_INVALID_DECISION);
  EXPECT_EQ(outcome.fault.index, 1u);
  EXPECT_STREQ(outcome.fault.text, "admit must answer 0 or 1; it answered 258");
}

}  // namespace
}  // namespace gauntlet::cache_simulator
