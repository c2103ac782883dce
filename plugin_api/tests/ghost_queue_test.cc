#include <gtest/gtest.h>

#include <deque>
#include <gauntlet/sdk/ghost_queue.hpp>
#include <numeric>
#include <random>

namespace {

using gauntlet::sdk::GhostQueue;

TEST(GhostQueue, ForgetsTheOldestUntilTheNewestFits) {
  GhostQueue ghosts(10);
  ghosts.push(1, 4);
  ghosts.push(2, 4);
  ghosts.push(3, 2);  // just fits
  EXPECT_TRUE(ghosts.contains(1));
  ghosts.push(4, 5);  // one byte more than forgetting 1 alone would free
  EXPECT_FALSE(ghosts.contains(1));
  EXPECT_FALSE(ghosts.contains(2));
  EXPECT_TRUE(ghosts.contains(3));
  EXPECT_EQ(ghosts.bytes(), 7u);
}

TEST(GhostQueue, RemembersOneOfTheWholeBudgetAndNoneAbove) {
  GhostQueue ghosts(10);
  ghosts.push(1, 10);
  EXPECT_TRUE(ghosts.contains(1));
  ghosts.push(2, 11);
  EXPECT_TRUE(ghosts.contains(1));
  EXPECT_FALSE(ghosts.contains(2));
}

TEST(GhostQueue, HoldsWhatANaiveQueueHoldsUnderRandomOperations) {
  struct Ghost {
    uint64_t key, bytes;
  };
  std::mt19937_64 random(5);
  for (const uint64_t budget : {100u, 5000u, 1000000u}) {
    GhostQueue ghosts(budget);
    std::deque<Ghost> model;
    const auto erase = [&](uint64_t key) {
      return std::erase_if(model, [&](const Ghost& ghost) { return ghost.key == key; }) > 0;
    };
    const auto bytes = [&] {
      return std::accumulate(model.begin(), model.end(), uint64_t{0},
                             [](uint64_t sum, const Ghost& ghost) { return sum + ghost.bytes; });
    };
    for (int step = 0; step < 20000; ++step) {
      const uint64_t key = random() % 300;
      if (random() % 2 == 0) {
        const uint64_t size = 1 + random() % 120;
        ghosts.push(key, size);
        erase(key);
        if (size <= budget) {
          while (bytes() + size > budget) model.pop_front();
          model.push_back({key, size});
        }
      } else if (random() % 16 == 0) {
        ghosts.pop_oldest();
        if (!model.empty()) model.pop_front();
      } else {
        ASSERT_EQ(ghosts.erase(key), erase(key));
      }
      ASSERT_EQ(ghosts.bytes(), bytes());
      ASSERT_EQ(ghosts.size(), model.size());
      for (const Ghost& ghost : model) ASSERT_TRUE(ghosts.contains(ghost.key));
    }
  }
}

}  // namespace
