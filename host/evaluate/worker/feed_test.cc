#include "host/evaluate/worker/feed.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <atomic>
#include <vector>

#include "host/evaluate/worker/report.h"

namespace gauntlet {
namespace {

constexpr ChildLimits kLimits = {.cpu_ms = 2000, .wall_ms = 10000};

class FeedTest : public testing::Test {
 protected:
  FeedTest()
      : ring_(std::move(*FeedRing::Create(sizeof(uint64_t)))),
        shared_(std::move(*Mapping::Shared(4096))),
        taken_(reinterpret_cast<uint32_t*>(shared_.data())),
        seen_(reinterpret_cast<uint64_t*>(shared_.data()) + 1) {}

  static std::vector<uint64_t> Numbers(uint64_t count) {
    std::vector<uint64_t> numbers(count);
    for (uint64_t i = 0; i < count; ++i) numbers[i] = i * i;
    return numbers;
  }

  FeedRing ring_;
  Mapping shared_;
  uint32_t* taken_;
  uint64_t* seen_;  // what the child tells us
};

TEST_F(FeedTest, HandsOverEveryRecordOfEveryWorkloadInOrder) {
  auto child = Child::Fork([&] {
    RingSource source(ring_, taken_);
    for (int workload = 0; workload < 3; ++workload) {
      gauntlet_block block = {};
      uint64_t next = 0;
      while (source.Next(&block)) {
        if (block.first_index != next || block.record_count > kMaxBlockRecords) EndChild(1);
        const auto* records = static_cast<const uint64_t*>(block.records);
        for (uint64_t i = 0; i < block.record_count; ++i, ++next)
          if (records[i] != next * next) EndChild(2);
        ++seen_[0];
      }
      seen_[1] += next;
    }
    EndChild(0);
  });
  ASSERT_TRUE(child);
  Feeder feeder(ring_, taken_, *child, kLimits, 7);
  ChildEnd end;
  for (const uint64_t count : {100000u, 0u, 1u}) {
    const auto numbers = Numbers(count);
    const auto fed = feeder.FeedWorkload(std::as_bytes(std::span(numbers)), sizeof(uint64_t), &end);
    ASSERT_TRUE(fed && *fed);
  }
  EXPECT_EQ(child->Wait(kLimits)->code, 0);
  EXPECT_EQ(seen_[1], 100001u);
  EXPECT_GT(seen_[0], 100000 / kMaxBlockRecords);
}

TEST_F(FeedTest, NoticesTheDeathOfAChildThatDoesNotTake) {
  auto child = Child::Fork([] { EndChild(5); });
  const auto numbers = Numbers(100000);
  ChildEnd end;
  const auto fed =
      Feeder(ring_, taken_, *child, kLimits, 7).FeedWorkload(std::as_bytes(std::span(numbers)), 8, &end);
  ASSERT_TRUE(fed);
  EXPECT_FALSE(*fed);
  EXPECT_EQ(end.code, 5);
}

TEST_F(FeedTest, KillsAChildThatTakesForEver) {
  auto child = Child::Fork([&] {
    RingSource source(ring_, taken_);
    gauntlet_block block = {};
    source.Next(&block);
    while (true) {
    }
  });
  const auto numbers = Numbers(100000);
  ChildEnd end;
  const auto fed = Feeder(ring_, taken_, *child, {.cpu_ms = 30, .wall_ms = 5000}, 7)
                       .FeedWorkload(std::as_bytes(std::span(numbers)), 8, &end);
  ASSERT_TRUE(fed);
  EXPECT_FALSE(*fed);
  EXPECT_TRUE(end.timed_out);
}

TEST_F(FeedTest, KillsAChildThatClaimsToHaveTakenWhatItNeverGot) {
  auto child = Child::Fork([&] {
    std::atomic_ref(*taken_).store(1000);
    while (true) {
    }
  });
  const auto numbers = Numbers(1000000);
  ChildEnd end;
  const auto fed =
      Feeder(ring_, taken_, *child, kLimits, 7).FeedWorkload(std::as_bytes(std::span(numbers)), 8, &end);
  ASSERT_TRUE(fed);
  EXPECT_FALSE(*fed);
  EXPECT_TRUE(end.misbehaved);
}

TEST_F(FeedTest, GivesTheChildNoWayToWriteTheRing) {
  auto child = Child::Fork([&] {
    auto* header = const_cast<FeedRing::Header*>(ring_.ForChild());
    if (::mprotect(header, 4096, PROT_READ | PROT_WRITE) == 0) EndChild(1);
    EndChild(0);
  });
  EXPECT_EQ(child->Wait(kLimits)->code, 0);
}

}  // namespace
}  // namespace gauntlet
