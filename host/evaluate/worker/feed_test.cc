#include "host/evaluate/worker/feed.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <vector>

#include "host/base/under_sanitizers.h"
#include "host/evaluate/worker/report.h"

namespace gauntlet {
namespace {

constexpr ChildLimits kLimits = {.cpu_ms = 2000, .wall_ms = 10000};

class FeedTest : public testing::Test {
 protected:
  FeedTest()
      : ring_(std::move(*FeedRing::Create(sizeof(uint64_t)))),
        shared_(std::move(*Mapping::Shared(4096))),
        hand_over_(reinterpret_cast<HandOver*>(shared_.data())),
        seen_(reinterpret_cast<uint64_t*>(shared_.data() + sizeof(HandOver))),
        childs_log_(std::move(*CreateMemoryFile("childs-log", kLogBytes))),
        kept_(std::move(*CreateMemoryFile("kept", kLogBytes))),
        taker_(childs_log_.get(), kLogBytes, kept_.get()) {}

  static constexpr uint64_t kLogBytes = 8 * 100000;

  static std::vector<uint64_t> Numbers(uint64_t count) {
    std::vector<uint64_t> numbers(count);
    for (uint64_t i = 0; i < count; ++i) numbers[i] = i * i;
    return numbers;
  }

  // Feeds `count` numbers to the child.
  ChildEnd Feed(Child& child, uint64_t count, const ChildLimits& limits = kLimits,
                const Horizon& horizon = {}) {
    const auto numbers = Numbers(count);
    Feeder feeder(ring_, hand_over_, taker_, child, limits, 7, horizon);
    if (counter_) feeder.Count(*counter_);
    const auto end = feeder.Feed(std::as_bytes(std::span(numbers)), sizeof(uint64_t));
    EXPECT_TRUE(end) << end.error().message;
    fed_ = feeder.fed();
    return end ? *end : ChildEnd{};
  }
  std::vector<uint64_t> Kept() const {
    std::vector<uint64_t> kept(taker_.part().bytes / sizeof(uint64_t));
    EXPECT_EQ(::pread(kept_.get(), kept.data(), taker_.part().bytes, 0),
              static_cast<ssize_t>(taker_.part().bytes));
    return kept;
  }

  FeedRing ring_;
  Mapping shared_;
  HandOver* hand_over_;
  uint64_t* seen_;  // what the child tells us
  UniqueFd childs_log_, kept_;
  LogTaker taker_;
  std::optional<EventCounter> counter_;
  Fed fed_;
};

TEST_F(FeedTest, HandsOverEveryRecordInOrder) {
  for (const uint64_t count : {100000u, 0u, 1u}) {
    ring_ = std::move(*FeedRing::Create(sizeof(uint64_t)));
    *hand_over_ = {};
    seen_[0] = seen_[1] = 0;
    taker_ = LogTaker(childs_log_.get(), kLogBytes, kept_.get());
    auto child = Child::Fork([&] {
      RingSource source(ring_, hand_over_);
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
      EndChild(0);
    });
    ASSERT_TRUE(child);
    EXPECT_EQ(Feed(*child, count).code, 0);
    EXPECT_EQ(seen_[1], count);
    EXPECT_GE(seen_[0], count / kMaxBlockRecords);
    EXPECT_EQ(taker_.part().cuts.size(), seen_[0]);
  }
}

// What a child answered to a block stays what it was, whatever the child writes when it has seen more.
TEST_F(FeedTest, TakesAnswersOutOfReachBeforeItShowsTheBlockAfterTheNext) {
  Mapping log = std::move(*Mapping::OfFile(childs_log_.get(), kLogBytes, true));
  auto child = Child::Fork([&] {
    RingSource source(ring_, hand_over_);
    auto* answers = reinterpret_cast<uint64_t*>(log.data());
    gauntlet_block block = {};
    uint64_t blocks[4] = {};  // first answers of the last blocks
    for (uint64_t n = 0; source.Next(&block); ++n) {
      blocks[n % 4] = block.first_index;
      for (uint64_t i = 0; i < block.record_count; ++i)
        answers[block.first_index + i] = block.first_index + i;
      if (n >= 3) answers[blocks[(n - 3) % 4]] = 77;  // a second thought
      hand_over_->log_position = (block.first_index + block.record_count) * 8;
    }
    EndChild(0);
  });
  EXPECT_EQ(Feed(*child, 60000).code, 0);
  const auto kept = Kept();
  ASSERT_EQ(kept.size(), 60000u);
  for (uint64_t i = 0; i < kept.size(); ++i) ASSERT_EQ(kept[i], i);
}

// Where a record is a whole decision, the next one is not there before it is made, however long a child waits for it.
TEST_F(FeedTest, ShowsNothingOfTheNextBlockBeforeTheLastIsAnsweredWhereBlocksAreBounded) {
  ring_ = std::move(*FeedRing::Create(sizeof(uint64_t), 2));
  auto child = Child::Fork([&] {
    RingSource source(ring_, hand_over_);
    gauntlet_block block = {};
    for (uint32_t n = 1; source.Next(&block); ++n) {
      if (block.record_count > 2) EndChild(1);
      for (int spin = 0; spin < 2000; ++spin)
        if (std::atomic_ref(const_cast<uint32_t&>(ring_.ForChild()->published)).load() != n) EndChild(2);
    }
    EndChild(0);
  });
  EXPECT_EQ(Feed(*child, 300, kLimits, Horizon::Of(2)).code, 0);
  EXPECT_GT(fed_.cpu_ms, 0);
  EXPECT_GE(fed_.records, 298u);  // all but those of the first block
  EXPECT_LT(fed_.records, 300u);
}

TEST_F(FeedTest, CountsWhatTheChildDoesFromTheEndOfItsFirstBlockOn) {
  constexpr uint64_t kRecords = 300, kPagesEach = 3;
  counter_ = EventCounter::OfChildren(EventCounter::Event::kPageFaults);
  if (!counter_) GTEST_SKIP() << "this machine lets nobody count events";
  const uint64_t bytes = kRecords * kPagesEach * 4096;
  auto* memory = static_cast<volatile char*>(
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  ::madvise(const_cast<char*>(memory), bytes, MADV_NOHUGEPAGE);
  ring_ = std::move(*FeedRing::Create(sizeof(uint64_t), 1));
  auto child = Child::Fork([&] {
    RingSource source(ring_, hand_over_);
    gauntlet_block block = {};
    while (source.Next(&block))
      for (uint64_t i = 0; i < kPagesEach; ++i) memory[(block.first_index * kPagesEach + i) * 4096] = 1;
    EndChild(0);
  });
  EXPECT_EQ(Feed(*child, kRecords, kLimits, Horizon::Of(1)).code, 0);
  EXPECT_GE(fed_.records, kRecords - 2);
  ASSERT_TRUE(fed_.instructions);
  EXPECT_GE(*fed_.instructions, fed_.records * kPagesEach);
  GAUNTLET_SKIP_UNDER_SANITIZERS("the shadow of its memory has page faults too: no bound from above");
  EXPECT_LT(*fed_.instructions, fed_.records * kPagesEach + 100);
}

TEST(Fed, OfSeveralChildrenHasInstructionsOnlyIfAllWereCounted) {
  Fed all;
  all.Add({10, 1.5, 1000});
  all.Add({});
  all.Add({20, 2.5, 500});
  EXPECT_EQ(all.records, 30u);
  EXPECT_DOUBLE_EQ(all.cpu_ms, 4);
  EXPECT_EQ(all.instructions, 1500u);
  all.Add({1, 1, std::nullopt});
  EXPECT_FALSE(all.instructions);
  all.Add({1, 1, 7});
  EXPECT_FALSE(all.instructions);
}

TEST(BlockCutter, HasShortBlocksInEveryWorkloadThatIsNotOne) {
  for (const uint64_t records : {200u, 10000u, 1000000u})
    for (uint64_t seed = 0; seed < 50; ++seed) {
      BlockCutter cutter(seed, records);
      uint64_t given = 0, alone = 0, blocks = 0;
      for (; given < records; ++blocks) {
        const uint64_t block = cutter.Next();
        ASSERT_GE(block, 1u);
        ASSERT_LE(block, kMaxBlockRecords);
        given += block;
        alone += cutter.is_alone();
      }
      EXPECT_GE(alone, 4u) << records << " records, seed " << seed;
      if (records == 1000000) EXPECT_LT(alone, blocks / 2) << "they cost a hand-over each";
    }
}

// Who reads the record after the one that is served, wherever it lies, finds none there.
TEST_F(FeedTest, ShowsNothingOfWhatFollowsAShortBlockOrTheOneBefore) {
  constexpr uint64_t kShort = 4;
  auto child = Child::Fork([&] {
    RingSource source(ring_, hand_over_);
    gauntlet_block block = {};
    bool saw_more = false;
    for (uint32_t n = 0; source.Next(&block); ++n) {
      const bool is_short = block.record_count <= kShort;
      if (is_short && saw_more) EndChild(1);
      ::usleep(3000);
      saw_more = std::atomic_ref(const_cast<uint32_t&>(ring_.ForChild()->published)).load() > n + 1;
      if (is_short && saw_more) EndChild(2);
      seen_[0] += is_short;
      seen_[1] += saw_more;
    }
    EndChild(0);
  });
  EXPECT_EQ(Feed(*child, 100000).code, 0);
  EXPECT_GT(seen_[0], 3u);
  EXPECT_GT(seen_[1], 3u) << "the others come while the one before is played";
}

TEST_F(FeedTest, NoticesTheDeathOfAChildThatDoesNotTake) {
  auto child = Child::Fork([] { EndChild(5); });
  EXPECT_EQ(Feed(*child, 100000).code, 5);
}

TEST_F(FeedTest, KillsAChildThatTakesForEver) {
  auto child = Child::Fork([&] {
    RingSource source(ring_, hand_over_);
    gauntlet_block block = {};
    source.Next(&block);
    while (true) {
    }
  });
  EXPECT_TRUE(Feed(*child, 100000, {.cpu_ms = 30, .wall_ms = 5000}).timed_out);
}

TEST_F(FeedTest, KillsAChildThatClaimsToHaveTakenWhatItNeverGot) {
  auto child = Child::Fork([&] {
    std::atomic_ref(hand_over_->taken).store(1000);
    while (true) {
    }
  });
  EXPECT_TRUE(Feed(*child, 90000).misbehaved);
}

TEST_F(FeedTest, KillsAChildWhoseLogShrinksOrOutgrowsItsRoom) {
  for (const uint64_t then : {uint64_t{8}, kLogBytes + 1}) {
    ring_ = std::move(*FeedRing::Create(sizeof(uint64_t)));
    *hand_over_ = {};
    taker_ = LogTaker(childs_log_.get(), kLogBytes, kept_.get());
    auto child = Child::Fork([&] {
      RingSource source(ring_, hand_over_);
      gauntlet_block block = {};
      for (uint64_t n = 0; source.Next(&block); ++n) hand_over_->log_position = n < 5 ? 800 : then;
      EndChild(0);
    });
    EXPECT_TRUE(Feed(*child, 90000).misbehaved) << then;
  }
}

TEST(BlockCutter, CutsBlocksOfAnySizeAndNowAndThenAFewThatHoldNextToNothing) {
  BlockCutter cutter(11, 1 << 20);
  int short_runs = 0, run = 0;
  uint64_t longest = 0;
  for (int i = 0; i < 4000; ++i) {
    const uint64_t size = cutter.Next();
    ASSERT_GE(size, 1u);
    ASSERT_LE(size, kMaxBlockRecords);
    longest = std::max(longest, size);
    run = size <= 4 ? run + 1 : 0;
    if (run == 3) ++short_runs;
  }
  EXPECT_GT(longest, kMaxBlockRecords * 9 / 10);
  EXPECT_GT(short_runs, 200);
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
