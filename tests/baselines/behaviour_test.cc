// Short traces worked out by hand, one character a request: '*' is a hit. Each shows what sets a policy
// apart.
#include <gtest/gtest.h>

#include <numeric>

#include "tests/baselines/baselines.h"

namespace gauntlet {
namespace {

using cache_simulator::OpenedWorkload;
using cache_simulator::RawRequest;

std::string Play(const std::string& name, uint64_t capacity, std::string_view letters) {
  return Answers(LoadBaseline("cache_miss_ratio", name), capacity, Requests(letters));
}
std::string PlayPriority(const std::string& name, uint64_t capacity, std::string_view letters) {
  return Answers(LoadBaseline("cache_priority", name), capacity, Requests(letters));
}
// Objects first, first + 1, ..., last, each once.
void AppendScan(std::vector<RawRequest>& requests, uint64_t first, uint64_t last) {
  for (uint64_t id = first; id <= last; ++id) requests.push_back({.id = id});
}

TEST(Fifo, AHitDoesNotDelayTheEviction) { EXPECT_EQ(Play("fifo", 3, "abcada"), "...*.."); }

TEST(Lru, AHitSavesTheObjectAndTheNextOldestLeaves) { EXPECT_EQ(Play("lru", 3, "abcadba"), "...*..*"); }

// d: a has its bit and goes round, b leaves. b: c leaves. e: a comes round again, now without its bit, and
// leaves.
TEST(Clock, AHitBuysOneRoundAndNoMore) { EXPECT_EQ(Play("clock", 3, "abcadbea"), "...*...."); }

// d: a has its bit and keeps its place, b leaves. b: the hand goes on, c leaves; e: d leaves. a is still
// there.
TEST(Sieve, SurvivorsKeepTheirPlaceAndTheHandGoesOn) { EXPECT_EQ(Play("sieve", 3, "abcadbea"), "...*...*"); }

// c: b has one access, a two. In the second trace a reached two accesses before b did.
TEST(Lfu, TheFewestAccessesLeaveAndAmongEqualsWhoGotThereFirst) {
  EXPECT_EQ(Play("lfu", 2, "aabcba"), ".*...*");
  EXPECT_EQ(Play("lfu", 2, "ababcab"), "..**..*");
}

// 20 objects: 1 and 2 fill the small queue, 3 to 20 the main one. 21 pushes 1 out, which returns to the main
// queue and pushes 2 out, which returns too and pushes 3 out of the main queue, now too long. 3 is no ghost:
// it enters the small queue and pushes 4 out. One hit does not save 21 from 22.
TEST(S3Fifo, GhostsReturnToTheMainQueueAndOneHitDoesNotSave) {
  std::vector<RawRequest> requests;
  AppendScan(requests, 1, 20);
  for (const uint64_t id : {21, 1, 2, 3, 21, 22, 21, 4}) requests.push_back({.id = id});
  EXPECT_EQ(Answers(LoadBaseline("cache_miss_ratio", "s3fifo"), 20, requests).substr(20), "....*...");
}

// The small queue has a tenth of the capacity, and an object of its size is not admitted.
TEST(S3Fifo, AdmitsNothingWhenOneObjectFillsTheSmallQueue) {
  EXPECT_EQ(Play("s3fifo", 19, "aaaa"), "....");
  EXPECT_EQ(Play("s3fifo", 20, "aaaa"), ".***");
}

// All 20 objects are in the small queue. Ghosts 1 and 2 return to the main queue. One hit saves 5 from 22; 6
// leaves.
TEST(Qdlp, GhostsReturnToTheMainQueueAndOneHitSaves) {
  std::vector<RawRequest> requests;
  AppendScan(requests, 1, 20);
  for (const uint64_t id : {21, 1, 2, 3, 5, 22, 5, 6}) requests.push_back({.id = id});
  EXPECT_EQ(Answers(LoadBaseline("cache_miss_ratio", "qdlp"), 20, requests).substr(20), "....*.*.");
}

// c pushes b out of T1. b was in B1, so T1 may aim at one object: a leaves T2, c is hit and joins T2. a was
// in B2, so the aim is zero again: b leaves T2 as its least recent.
TEST(Arc, GhostHitsMoveTheAim) { EXPECT_EQ(Play("arc", 2, "abacbcacb"), "..*..*.*."); }

// A1in may keep 1 of 4, A1out remembers 2. e, a, f, b and c push out a, b, c, d and e; a, b and c return to
// Am. g finds A1in at its share: a leaves Am. Then A1in is above it: f leaves. b is still in Am, d is
// remembered no more.
TEST(TwoQ, OnlyObjectsThatReturnEnterTheMainQueue) {
  EXPECT_EQ(Play("twoq", 4, "abcdeacfbcgabd"), "......*.....*.");
}

// One object a segment, filled from the lowest. b rises and c sinks; e and a pass through the lowest; c and b
// change places twice more; d was never touched.
TEST(Slru, HitsRiseOneSegmentAndTheLowestSegmentPays) {
  EXPECT_EQ(Play("slru", 4, "abcdbeacbde"), "....*..***.");
}

// LIR: a and b; HIR: c. Its hit makes c LIR, and b moves to Q and leaves for d. d leaves for b, but is known
// in S: its return makes it LIR instead of a, which moves to Q.
TEST(Lirs, AShortDistanceBetweenAccessesMakesAnObjectLir) {
  EXPECT_EQ(Play("lirs", 3, "abcacdbdac"), "...**...**");
}

// Worth in quarters: a and b 1, c 2. d would be worth a half and displace more: refused. a's hit makes it 2;
// e displaces b. On top of the 1 at which b left, b is now worth 2 and displaces e, and e, worth 2, displaces
// its equals that were used longest ago, c and a.
TEST(Gdsf, WorthIsAccessesForEachByteAndAgesWithTheVictims) {
  EXPECT_EQ(Play("gdsf", 10, "a4b4c2d8a4e4b4e4b4c2"), "....*...*.");
}

TEST(Lhd, TheLongIdleObjectLeaves) {
  std::vector<RawRequest> requests = Requests("ab");
  for (int i = 0; i < 3000; ++i) requests.push_back({.id = 'b'});
  for (const char c : {'c', 'b', 'a'}) requests.push_back({.id = static_cast<uint64_t>(c)});
  const auto workload =
      OpenedWorkload::Open(cache_simulator::BuildTrace(requests), {{"capacity_bytes", "2"}});
  ASSERT_TRUE(workload.has_value());
  EXPECT_EQ(workload->Run(LoadBaseline("cache_miss_ratio", "lhd")).Count("misses"), 4u);
}

// The window has one object and the main cache 99, and objects seen once do not displace those that passed
// the window: 200 misses, were it not for collisions in the sketch. Under LRU the scan displaces all: 299.
TEST(WTinyLfu, AScanDoesNotDisplaceTheMainCache) {
  std::vector<RawRequest> requests;
  AppendScan(requests, 1, 200);
  AppendScan(requests, 1, 99);
  const auto workload =
      OpenedWorkload::Open(cache_simulator::BuildTrace(requests), {{"capacity_bytes", "100"}});
  ASSERT_TRUE(workload.has_value());
  const uint64_t misses = workload->Run(LoadBaseline("cache_miss_ratio", "wtinylfu")).Count("misses");
  EXPECT_GE(misses, 200u);
  EXPECT_LE(misses, 230u);
}

TEST(Priorities, FifoAndLruAndLfuAreWhatTheirNamesSay) {
  EXPECT_EQ(PlayPriority("fifo", 3, "abcada"), "...*..");
  EXPECT_EQ(PlayPriority("lru", 3, "abcadba"), "...*..*");
  EXPECT_EQ(PlayPriority("lfu", 2, "aabcba"), ".*...*");
}

// a has two accesses. Plain LFU keeps it for good. With aging c enters at 1 + 1, the worth of a, and a leaves
// for b.
TEST(Priorities, AgingForgetsOldCounts) {
  EXPECT_EQ(PlayPriority("lfu", 2, "aabcbca"), ".*....*");
  EXPECT_EQ(PlayPriority("lfuda", 2, "aabcbca"), ".*...*.");
}

// Of c and then of d one access is known: they leave first, though used last. When they return as ghosts two
// are known, and b, whose access before the last is the oldest, leaves for d, then a for b.
TEST(Priorities, Lru2GoesByTheAccessBeforeTheLast) {
  EXPECT_EQ(PlayPriority("lru_2", 3, "abbacdcadbc"), "..**...*..*");
}

// a is worth 1/4, b, c and d 1/2 each. a leaves for d; b is hit; a's return costs c, and c's return costs d,
// worth as much as a but older.
TEST(Priorities, GdsfPrefersSmallAndPopularObjects) {
  EXPECT_EQ(PlayPriority("gdsf", 8, "a4b2c2d2b2a4c2b2d2"), "....*..*.");
}

}  // namespace
}  // namespace gauntlet
