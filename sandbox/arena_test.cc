#include "sandbox/arena.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "host/base/rng.h"
#include "sandbox/mapping.h"

namespace gauntlet {
namespace {

constexpr uint64_t kBudget = 8 << 20;

class ArenaTest : public testing::Test {
 protected:
  ArenaTest() : region_(std::move(*Mapping::Reserve(Arena::RegionBytes(kBudget)))) {
    arena_.Attach(region_.bytes(), kBudget);
  }
  Mapping region_;
  Arena arena_;
};

bool IsZero(const void* block, size_t bytes) {
  const auto* p = static_cast<const unsigned char*>(block);
  return std::all_of(p, p + bytes, [](unsigned char c) { return c == 0; });
}

TEST_F(ArenaTest, HandsOutZeroedBlocksThatDoNotOverlapWhateverIsFreedInBetween) {
  struct Block {
    unsigned char* data;
    size_t bytes;
    unsigned char fill;
  };
  std::vector<Block> live;
  Rng rng(7);
  for (int step = 0; step < 20000; ++step) {
    if (!live.empty() && (rng.Chance(0.5) || live.size() > 300)) {
      std::swap(live[rng.Below(live.size())], live.back());
      const Block gone = live.back();
      live.pop_back();
      ASSERT_TRUE(
          std::all_of(gone.data, gone.data + gone.bytes, [&](unsigned char c) { return c == gone.fill; }));
      arena_.Free(gone.data);
      continue;
    }
    const size_t bytes = rng.Chance(0.05) ? 1 + rng.Below(200000) : rng.Below(3000);
    const size_t alignment = size_t{16} << rng.Below(4);
    auto* data = static_cast<unsigned char*>(arena_.Allocate(bytes, alignment));
    if (data == nullptr) continue;
    ASSERT_EQ(reinterpret_cast<uintptr_t>(data) % alignment, 0u);
    ASSERT_TRUE(IsZero(data, bytes));
    const auto fill = static_cast<unsigned char>(1 + rng.Below(255));
    std::memset(data, fill, bytes);
    live.push_back({data, bytes, fill});
  }
  for (const Block& block : live) arena_.Free(block.data);
  EXPECT_EQ(arena_.live_bytes(), 0u);
  EXPECT_GT(arena_.peak_bytes(), 0u);
}

TEST_F(ArenaTest, HandsOutExactlyTheBudget) {
  uint64_t total = 0;
  while (arena_.Allocate(1024) != nullptr) total += 1024;
  EXPECT_EQ(total, kBudget);
}

TEST_F(ArenaTest, RefusesOneByteMoreThanTheBudgetInOnePiece) {
  void* all = arena_.Allocate(kBudget);
  EXPECT_NE(all, nullptr);
  EXPECT_EQ(arena_.Allocate(1), nullptr);
  arena_.Free(all);
  EXPECT_EQ(arena_.Allocate(kBudget + 1), nullptr);
  EXPECT_EQ(arena_.Allocate(SIZE_MAX), nullptr);
  EXPECT_NE(arena_.Allocate(1), nullptr);
}

TEST_F(ArenaTest, GrowsAVectorByDoublingToHalfOfTheBudgetAgainAndAgain) {
  for (int round = 0; round < 50; ++round) {
    void* previous = nullptr;
    for (size_t bytes = 16; bytes <= kBudget / 2; bytes *= 2) {
      void* block = arena_.Allocate(bytes);
      ASSERT_NE(block, nullptr) << "round " << round << ", " << bytes << " bytes";
      arena_.Free(previous);
      previous = block;
    }
    arena_.Free(previous);
  }
}

TEST_F(ArenaTest, CountsMemoryOfOtherWays) {
  EXPECT_TRUE(arena_.Charge(kBudget - 16));
  EXPECT_NE(arena_.Allocate(16), nullptr);
  EXPECT_EQ(arena_.Allocate(16), nullptr);
  EXPECT_FALSE(arena_.Charge(1));
}

TEST_F(ArenaTest, GivesTheSameAddressesForTheSameCalls) {
  const auto offsets = [&] {
    std::memset(region_.data(), 0, region_.size());
    arena_.Attach(region_.bytes(), kBudget);
    std::vector<ptrdiff_t> seen;
    std::vector<void*> live;
    Rng rng(3);
    for (int i = 0; i < 500; ++i) {
      live.push_back(arena_.Allocate(rng.Below(5000)));
      seen.push_back(static_cast<std::byte*>(live.back()) - region_.data());
      if (rng.Chance(0.5)) {
        arena_.Free(live.front());
        live.erase(live.begin());
      }
    }
    return seen;
  };
  EXPECT_EQ(offsets(), offsets());
}

TEST_F(ArenaTest, WithOtherHabitsBlocksLieTheOtherWayRoundAndHoldOldBytes) {
  const auto blocks = [&](const ArenaHabits& habits) {
    std::memset(region_.data(), 0, region_.size());
    arena_.Attach(region_.bytes(), kBudget, habits);
    return std::pair(static_cast<unsigned char*>(arena_.Allocate(100)),
                     static_cast<unsigned char*>(arena_.Allocate(100)));
  };
  const auto usual = blocks({});
  EXPECT_LT(usual.first, usual.second);
  const auto [first, second] = blocks({.mirrored = true, .fill = 0xb7});
  EXPECT_GT(first, second);
  EXPECT_GT(second, usual.second);
  EXPECT_TRUE(std::all_of(first, first + 100, [](unsigned char c) { return c == 0xb7; }));
  std::memset(first, 1, 100);
  arena_.Free(first);
  auto* again = static_cast<unsigned char*>(arena_.Allocate(100));
  EXPECT_EQ(again, first);
  EXPECT_EQ(again[50], 1);
  arena_.Free(again);
  auto* large = static_cast<unsigned char*>(arena_.Allocate(200000));
  EXPECT_EQ(large[0], 0xb7);
  EXPECT_EQ(large[199999], 0xb7);
}

TEST_F(ArenaTest, TheOtherWayRoundThereIsJustAsMuchRoom) {
  std::memset(region_.data(), 0, region_.size());
  arena_.Attach(region_.bytes(), kBudget, {.mirrored = true, .fill = 0xb7});
  for (int round = 0; round < 3; ++round) {
    uint64_t total = 0;
    std::vector<void*> blocks;
    while (void* block = arena_.Allocate(round == 1 ? 65536 : 1024)) {
      ASSERT_TRUE(arena_.Owns(block));
      blocks.push_back(block);
      total += round == 1 ? 65536 : 1024;
    }
    EXPECT_EQ(total, kBudget);
    for (void* block : blocks) arena_.Free(block);
    EXPECT_EQ(arena_.live_bytes(), 0u);
  }
}

}  // namespace
}  // namespace gauntlet
