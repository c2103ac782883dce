#include "simulators/cache/lazy_heap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "host/base/rng.h"

namespace gauntlet::cache_simulator {
namespace {

TEST(LazyHeap, KeysAreInTheOrderOfTheirDoubles) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double ordered[] = {-kInfinity, -1e300, -1.0, -5e-324, 0.0, 5e-324, 1.0, std::nextafter(1.0, 2.0),
                            kInfinity};
  for (size_t i = 1; i < std::size(ordered); ++i)
    EXPECT_LT(LazyHeap::KeyOf(ordered[i - 1]), LazyHeap::KeyOf(ordered[i])) << i;
  EXPECT_EQ(LazyHeap::KeyOf(-0.0), LazyHeap::KeyOf(0.0));
}

// Against a set that is kept in order: rises, falls, ties, removals from anywhere. `fall`: how often a
// priority falls.
void Compare(uint64_t seed, double fall, uint64_t levels, int steps) {
  std::vector<std::unique_ptr<void, decltype(&std::free)>> owned;
  gauntlet_run_io io{};
  io.context = &owned;
  io.allocate = [](void* context, uint64_t bytes) -> void* {
    auto& rooms = *static_cast<decltype(owned)*>(context);
    return rooms.emplace_back(std::calloc(1, bytes), &std::free).get();
  };
  LazyHeap heap;
  ASSERT_TRUE(heap.Init(Memory(io)));
  Rng rng(seed);
  std::set<std::tuple<double, uint64_t, uint32_t>> ordered;  // (priority, sequence, slot)
  std::map<uint32_t, std::pair<double, uint64_t>> in;
  uint64_t sequence = 0;
  for (int i = 0; i < steps; ++i) {
    const auto slot = static_cast<uint32_t>(rng.Below(3000));
    if (!in.contains(slot)) {
      const auto priority = static_cast<double>(rng.Below(levels));
      in[slot] = {priority, sequence};
      ordered.insert({priority, sequence, slot});
      ASSERT_TRUE(heap.Insert(slot, sequence++, priority));
    } else if (rng.Chance(0.8)) {
      auto& [priority, born] = in[slot];
      ordered.erase({priority, born, slot});
      priority += (rng.Chance(fall) ? -1.0 : 1.0) * static_cast<double>(rng.Below(levels));
      ordered.insert({priority, born, slot});
      ASSERT_TRUE(heap.Change(slot, priority));
    } else {
      const uint32_t gone = rng.Chance(0.7) ? heap.Top() : slot;
      ordered.erase({in[gone].first, in[gone].second, gone});
      in.erase(gone);
      heap.Remove(gone);
    }
    if (!ordered.empty()) ASSERT_EQ(heap.Top(), std::get<2>(*ordered.begin())) << i;
  }
  EXPECT_GT(in.size(), 500u);
}

TEST(LazyHeap, TopIsTheLowestPriorityAndAmongEqualsTheFirstInserted) {
  Compare(1, 0.0, 1000, 40000);
  Compare(2, 0.5, 1000, 40000);
  Compare(3, 1.0, 1000, 40000);
  Compare(4, 0.5, 3, 40000);
}

}  // namespace
}  // namespace gauntlet::cache_simulator
