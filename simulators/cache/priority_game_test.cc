#include "simulators/cache/priority_game.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "simulators/cache/harness/harness.h"
#include "simulators/cache/harness/recording.h"

namespace gauntlet::cache_simulator {
namespace {

struct Seen {
  gauntlet_cache_object object;
  gauntlet_cache_pressure pressure;
};

// Plays unit-size requests against `priority` and returns what it was shown.
std::vector<Seen> Show(const std::vector<uint64_t>& ids, uint64_t capacity,
                       std::function<double(const Seen&)> priority, Outcome* outcome,
                       const std::string& ghost_percent = "100") {
  std::vector<RawRequest> requests;
  for (const uint64_t id : ids) requests.push_back({.id = id});
  RecordingPriority recording;
  std::vector<Seen> seen;
  recording.priority = [&](const gauntlet_cache_object& object, const gauntlet_cache_pressure& pressure) {
    seen.push_back({object, pressure});
    return priority(seen.back());
  };
  auto workload = OpenedWorkload::Open(BuildTrace(requests), {{"capacity_objects", std::to_string(capacity)},
                                                              {"ghost_percent", ghost_percent}});
  *outcome = workload->Run(PolicyOf(recording.Table()));
  return seen;
}

TEST(PriorityGame, RecencyIsLruAndAConstantIsFifo) {
  Outcome lru, fifo;
  Show({7, 8, 7, 9, 8, 7}, 2, [](const Seen& s) { return static_cast<double>(s.object.now); }, &lru);
  Show({7, 8, 7, 9, 8, 7}, 2, [](const Seen&) { return 0.0; }, &fifo);
  EXPECT_EQ(lru.Count("misses"), 5u);
  EXPECT_EQ(fifo.Count("misses"), 4u);
  EXPECT_EQ(lru.result.answer_count, 6u);
}

TEST(PriorityGame, BreaksTiesByOrderOfInsertionNotOfAccess) {
  Outcome outcome;
  // 1 and 2 tie; 1 was touched last and still goes first: 2 hits afterwards.
  Show({1, 2, 1, 3, 2}, 2, [](const Seen& s) { return s.object.now == 3 ? 1.0 : 0.0; }, &outcome);
  EXPECT_EQ(outcome.Count("misses"), 3u);
}

TEST(PriorityGame, APriorityMayFallAndInfinitiesAreNumbers) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Outcome outcome;
  // 1 rises to +inf, then falls to -inf and goes; 2 stays.
  Show(
      {1, 2, 1, 1, 3, 2, 1}, 2,
      [](const Seen& s) {
        const double of_now[] = {5, 5, kInfinity, -kInfinity, 6, 7, 8};
        return of_now[s.object.now];
      },
      &outcome);
  EXPECT_EQ(outcome.Count("misses"), 4u);  // 1, 2, 3, and 1 again
}

TEST(PriorityGame, ShowsTheHistoryOfAnObjectAcrossAnEviction) {
  Outcome outcome;
  const auto seen = Show(
      {1, 1, 2, 1, 2, 1}, 1, [](const Seen& s) { return 10.0 + static_cast<double>(s.object.now); },
      &outcome);
  ASSERT_EQ(outcome.status, GAUNTLET_OK);
  ASSERT_EQ(seen.size(), 6u);
  EXPECT_EQ(seen[0].object.last_access, 0u);
  EXPECT_EQ(seen[0].object.count, 1u);
  EXPECT_EQ(seen[0].object.gaps[0], 0u);
  EXPECT_EQ(seen[1].object.count, 2u);
  EXPECT_EQ(seen[1].object.gaps[0], 1u);
  EXPECT_EQ(seen[1].object.inserted_at, 0u);
  // 1 went at time 2 and returns at time 3.
  const gauntlet_cache_object& back = seen[3].object;
  EXPECT_EQ(back.now, 3u);
  EXPECT_EQ(back.inserted_at, 3u);
  EXPECT_EQ(back.last_access, 1u);
  EXPECT_EQ(back.gaps[0], 2u);
  EXPECT_EQ(back.gaps[1], 1u);
  EXPECT_EQ(back.gaps[2], 0u);
  EXPECT_EQ(back.past_evicted_at, 2u);
  EXPECT_EQ(back.past_priority, 11.0);
  EXPECT_EQ(back.past_count, 2u);
  EXPECT_EQ(back.count, 1u);
  // What went last is known: 2, inserted at 2, at time 3.
  EXPECT_EQ(seen[3].pressure.evictions, 2u);
  EXPECT_EQ(seen[3].pressure.last_evicted_priority, 12.0);
  EXPECT_EQ(seen[3].pressure.last_evicted_age, 1u);
  EXPECT_EQ(seen[3].pressure.last_evicted_life, 1u);
  EXPECT_EQ(seen[5].object.gaps[0], 2u);
  EXPECT_EQ(seen[5].object.gaps[1], 2u);
  EXPECT_EQ(seen[5].object.gaps[2], 1u);
}

TEST(PriorityGame, KnowsNothingOfAnObjectThatLapsed) {
  Outcome outcome;
  const auto seen = Show({1, 1, 2, 1}, 1, [](const Seen&) { return 1.0; }, &outcome, "0");
  EXPECT_EQ(seen[3].object.past_count, 0u);
  EXPECT_EQ(seen[3].object.past_evicted_at, 0u);
  EXPECT_EQ(seen[3].object.past_priority, 0.0);
  EXPECT_EQ(seen[3].object.gaps[0], 0u);
  EXPECT_EQ(seen[3].object.last_access, 3u);
}

TEST(PriorityGame, NotANumberEndsTheRunWithTheIndexOfTheRequest) {
  Outcome outcome;
  Show({1, 2, 1, 3}, 2, [](const Seen& s) { return s.object.now == 2 ? std::nan("") : 1.0; }, &outcome);
  EXPECT_EQ(outcome.status, GAUNTLET_INVALID_DECISION);
  EXPECT_EQ(outcome.fault.index, 2u);
  EXPECT_THAT(outcome.fault.text, testing::HasSubstr("a priority must be a number"));
}

TEST(PriorityGame, MinusZeroTiesWithZero) {
  Outcome outcome;
  Show({1, 2, 3, 2}, 2, [](const Seen& s) { return s.object.now == 1 ? -0.0 : 0.0; }, &outcome);
  EXPECT_EQ(outcome.Count("misses"), 3u);  // 1 came first and goes first
}

}  // namespace
}  // namespace gauntlet::cache_simulator
