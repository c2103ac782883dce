// Tables, queues and sketches against naive models, under long random sequences of operations.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <gauntlet/sdk/containers.hpp>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <unordered_map>

namespace {

using namespace gauntlet::sdk;  // NOLINT: the subject

TEST(FlatMap, HoldsWhatANaiveMapHoldsUnderRandomOperations) {
  std::mt19937_64 random(3);
  for (uint64_t range : {3u, 40u, 5000u}) {
    FlatMap<uint64_t, uint32_t> map;
    std::unordered_map<uint64_t, uint32_t> model;
    for (int step = 0; step < 40000; ++step) {
      const uint64_t key =
          range == 40 ? (random() % range) << 58 : random() % range;  // with 40: same low bits
      const uint32_t value = static_cast<uint32_t>(random());
      switch (random() % 5) {
        case 0:
          ASSERT_EQ(map.insert(key, value), model.emplace(key, value).second);
          break;
        case 1:
          map[key] = model[key] = value;
          break;
        case 2:
          ASSERT_EQ(map[key], model[key]);
          break;
        default:
          ASSERT_EQ(map.erase(key), model.erase(key) == 1);
          break;
      }
      ASSERT_EQ(map.size(), model.size());
      const auto found = model.find(key);
      ASSERT_EQ(map.contains(key), found != model.end());
      if (found != model.end()) ASSERT_EQ(*map.find(key), found->second);
    }
    std::unordered_map<uint64_t, uint32_t> seen;
    map.for_each([&](uint64_t key, uint32_t& value) { EXPECT_TRUE(seen.emplace(key, value).second); });
    EXPECT_EQ(seen, model);
    map.clear();
    EXPECT_TRUE(map.empty());
    EXPECT_FALSE(map.contains(0));
  }
}

// Counts the bytes that are alive through operator new in this test.
TEST(FlatMap, DoesNotGrowWhenUsedForEverAtOneSize) {
  FlatMap<uint64_t, uint64_t> map;
  for (uint64_t key = 0; key < 1000; ++key) map[key] = key;
  const uint64_t* place = nullptr;
  int moves = 0;
  for (uint64_t key = 1000; key < 300000; ++key) {
    ASSERT_TRUE(map.erase(key - 1000));
    map[key] = key;
    const uint64_t* now = map.find(key);
    if (place == nullptr || std::abs(now - place) > 8192) ++moves;  // another block
    place = now;
  }
  EXPECT_EQ(map.size(), 1000u);
  EXPECT_LE(moves, 2);
}

TEST(FlatMap, DestroysAndMovesItsValues) {
  auto count = std::make_shared<int>(0);
  {
    FlatMap<int64_t, std::shared_ptr<int>> map;
    for (int64_t key = -50; key < 50; ++key) map[key] = count;
    EXPECT_EQ(count.use_count(), 101);
    for (int64_t key = -50; key < 0; ++key) map.erase(key);
    EXPECT_EQ(count.use_count(), 51);
    FlatMap<int64_t, std::shared_ptr<int>> other(std::move(map));
    EXPECT_EQ(other.size(), 50u);
    EXPECT_TRUE(other.contains(0));
    EXPECT_EQ(count.use_count(), 51);
  }
  EXPECT_EQ(count.use_count(), 1);
}

TEST(FlatMap, ReservesRoomSoThatValuesStayWhereTheyAre) {
  FlatMap<uint32_t, int> map;
  map.reserve(1000);
  map[1] = 5;
  const int* place = map.find(1);
  for (uint32_t key = 2; key <= 1000; ++key) map[key] = 0;
  EXPECT_EQ(map.find(1), place);
}

TEST(FlatSet, IsASet) {
  std::mt19937_64 random(4);
  FlatSet<uint32_t> set;
  std::set<uint32_t> model;
  for (int step = 0; step < 20000; ++step) {
    const uint32_t key = random() % 500;
    if (random() % 2) {
      ASSERT_EQ(set.insert(key), model.insert(key).second);
    } else {
      ASSERT_EQ(set.erase(key), model.erase(key) == 1);
    }
    ASSERT_EQ(set.size(), model.size());
  }
  std::set<uint32_t> seen;
  set.for_each([&](uint32_t key) { seen.insert(key); });
  EXPECT_EQ(seen, model);
}

TEST(Ring, IsADequeUnderRandomOperations) {
  std::mt19937_64 random(5);
  Ring<std::string> ring;
  std::deque<std::string> model;
  for (int step = 0; step < 40000; ++step) {
    const std::string value = std::to_string(random());
    switch (random() % (step % 8000 < 4000 ? 4 : 6)) {
      case 0:
        ring.push_back(value), model.push_back(value);
        break;
      case 1:
        ring.push_front(value), model.push_front(value);
        break;
      case 2:
      case 4:
        if (model.empty()) break;
        ASSERT_EQ(ring.pop_front(), model.front());
        model.pop_front();
        break;
      default:
        if (model.empty()) break;
        ASSERT_EQ(ring.pop_back(), model.back());
        model.pop_back();
        break;
    }
    ASSERT_EQ(ring.size(), model.size());
    if (model.empty()) continue;
    ASSERT_EQ(ring.front(), model.front());
    ASSERT_EQ(ring.back(), model.back());
    const size_t index = random() % model.size();
    ASSERT_EQ(ring[index], model[index]);
  }
  ring.clear();
  EXPECT_THROW(ring.pop_front(), std::exception);
  EXPECT_THROW(ring.pop_back(), std::exception);
  EXPECT_THROW(ring[0], std::exception);
}

TEST(Vec, GrowsShrinksAndChecksItsIndices) {
  Vec<std::string> vec;
  for (int i = 0; i < 1000; ++i) vec.push_back(std::to_string(i));
  vec.push_back(vec[0]);  // an element of the block that may move
  EXPECT_EQ(vec.size(), 1001u);
  EXPECT_EQ(vec.back(), "0");
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(vec[static_cast<uint64_t>(i)], std::to_string(i));
  vec.swap_remove(1);
  EXPECT_EQ(vec[1], "0");
  EXPECT_EQ(vec.size(), 1000u);
  vec.resize(3);
  EXPECT_EQ(vec.size(), 3u);
  EXPECT_THROW(vec[3], std::exception);
  vec.clear();
  EXPECT_THROW(vec.pop_back(), std::exception);
  EXPECT_THROW(vec.back(), std::exception);
  EXPECT_THROW(vec.reserve(~uint64_t{0} / 8), std::exception);
  Vec<int> other(5, 7), moved;
  moved = std::move(other);
  EXPECT_EQ(moved.size(), 5u);
  EXPECT_EQ(std::count(moved.begin(), moved.end(), 7), 5);
}

TEST(IndexedHeap, PopsTheSmallestKeyAndAmongEqualsTheFirstPushed) {
  std::mt19937_64 random(6);
  IndexedHeap<double> heap;
  struct Item {
    double key;
    uint64_t turn;
  };
  std::unordered_map<uint32_t, Item> model;
  uint64_t turn = 0;
  const auto least = [&] {
    uint32_t best = kNoSlot;
    for (const auto& [slot, item] : model) {
      if (best == kNoSlot || std::pair(item.key, item.turn) < std::pair(model[best].key, model[best].turn))
        best = slot;
    }
    return best;
  };
  for (int step = 0; step < 20000; ++step) {
    const uint32_t slot = random() % 150;
    const double key = static_cast<double>(random() % 20);  // many ties
    switch (random() % 5) {
      case 0:
      case 1:
        heap.push(slot, key);
        if (model.count(slot))
          model[slot].key = key;
        else
          model[slot] = {key, turn++};
        break;
      case 2:
        heap.remove(slot);
        model.erase(slot);
        break;
      default: {
        const uint32_t want = least();
        ASSERT_EQ(heap.top(), want);
        if (want != kNoSlot) ASSERT_EQ(heap.top_key(), model[want].key);
        if (random() % 3 == 0) {
          ASSERT_EQ(heap.pop(), want);
          model.erase(want);
        }
      }
    }
    ASSERT_EQ(heap.size(), model.size());
    ASSERT_EQ(heap.contains(slot), model.count(slot) == 1);
    if (model.count(slot)) ASSERT_EQ(heap.key_of(slot), model[slot].key);
  }
  heap.clear();
  EXPECT_EQ(heap.pop(), kNoSlot);
  EXPECT_THROW(heap.push(1, std::nan("")), std::exception);
  EXPECT_THROW(heap.push(kNoSlot, 1), std::exception);
}

TEST(CountMinSketch, NeverForgetsBeforeItsPeriodAndSeldomExaggerates) {
  CountMinSketch sketch(4096, 1u << 30);
  std::mt19937_64 random(7);
  std::unordered_map<uint64_t, uint32_t> model;
  for (int i = 0; i < 2000; ++i) {
    const uint64_t key = random() % 900;
    sketch.add(key);
    ++model[key];
  }
  int exaggerated = 0;
  for (const auto& [key, count] : model) {
    ASSERT_GE(sketch.estimate(key), std::min(count, 15u));
    if (sketch.estimate(key) > count) ++exaggerated;
  }
  EXPECT_LT(exaggerated, 45);  // 5 % of the keys
  int phantoms = 0;
  for (uint64_t key = 1000; key < 2000; ++key) phantoms += sketch.estimate(key) > 0;
  EXPECT_LT(phantoms, 100);
  for (int i = 0; i < 100; ++i) sketch.add(1);
  EXPECT_EQ(sketch.estimate(1), 15u);
}

TEST(CountMinSketch, HalvesEverythingWhenItsPeriodIsOver) {
  CountMinSketch sketch(64, 10);
  int halvings = 0;
  for (int i = 0; i < 10; ++i) halvings += sketch.add(42);
  EXPECT_EQ(halvings, 1);
  EXPECT_EQ(sketch.estimate(42), 5u);
  sketch.clear();
  EXPECT_EQ(sketch.estimate(42), 0u);
}

TEST(BloomFilter, KnowsWhatItSawAndFewOthers) {
  BloomFilter filter(1000);
  for (uint64_t key = 0; key < 1000; ++key) filter.add(hash64(key));
  int phantoms = 0;
  for (uint64_t key = 0; key < 1000; ++key) ASSERT_TRUE(filter.contains(hash64(key)));
  for (uint64_t key = 1000; key < 11000; ++key) phantoms += filter.contains(hash64(key));
  EXPECT_LT(phantoms, 400);
  EXPECT_TRUE(filter.add(hash64(5)));
  filter.clear();
  EXPECT_FALSE(filter.add(hash64(5)));
}

TEST(Rng, RepeatsForASeedAndSpreadsEvenly) {
  Rng a(9), b(9), c(10);
  EXPECT_EQ(a.next(), b.next());
  EXPECT_NE(a.next(), c.next());
  Rng rng(1);
  int counts[10] = {};
  double sum = 0;
  for (int i = 0; i < 100000; ++i) {
    ++counts[rng.below(10)];
    const double unit = rng.unit();
    ASSERT_GE(unit, 0);
    ASSERT_LT(unit, 1);
    sum += unit;
  }
  for (int count : counts) EXPECT_NEAR(count, 10000, 500);
  EXPECT_NEAR(sum / 100000, 0.5, 0.01);
  EXPECT_EQ(rng.below(0), 0u);
  EXPECT_EQ(rng.below(1), 0u);
  // The published first output of SplitMix64 for seed 1234567.
  EXPECT_EQ(Rng(1234567).next(), 6457827717110365317ull);
}

}  // namespace
