#include "simulators/cache/tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "host/base/rng.h"

namespace gauntlet::cache_simulator {
namespace {

// Memory of a run that the test gives back, and that ends after `left` bytes.
struct Heap {
  std::vector<std::unique_ptr<void, decltype(&std::free)>> owned;
  uint64_t left = UINT64_MAX;

  Memory Lend() {
    gauntlet_run_io io{};
    io.context = this;
    io.allocate = [](void* context, uint64_t bytes) -> void* {
      auto& heap = *static_cast<Heap*>(context);
      if (bytes > heap.left) return nullptr;
      heap.left -= bytes;
      return heap.owned.emplace_back(std::calloc(1, bytes), &std::free).get();
    };
    return Memory(io);
  }
};

// The same told with maps.
class Model {
 public:
  explicit Model(uint64_t ghost_percent) : ghost_percent_(ghost_percent) {}

  uint32_t SlotOf(uint32_t object) const {
    const auto found = slots_.find(object);
    return found == slots_.end() ? GAUNTLET_CACHE_NO_SLOT : found->second;
  }
  bool IsResident(uint32_t object) const { return std::ranges::count(residents_, object) != 0; }
  const std::vector<uint32_t>& residents() const { return residents_; }

  uint32_t Insert(uint32_t object) {
    if (slots_.contains(object)) {
      ghosts_.erase(std::ranges::find(ghosts_, object));
    } else if (free_.empty()) {
      slots_[object] = lent_++;
    } else {
      slots_[object] = free_.back();
      free_.pop_back();
    }
    residents_.push_back(object);
    most_ = std::max<uint64_t>(most_, residents_.size());
    return slots_[object];
  }
  std::vector<uint32_t> Evict(uint32_t object) {
    std::erase(residents_, object);
    ghosts_.push_back(object);
    std::vector<uint32_t> lapsed;
    while (ghosts_.size() > most_ * ghost_percent_ / 100) {
      const uint32_t slot = slots_[ghosts_.front()];
      slots_.erase(ghosts_.front());
      ghosts_.pop_front();
      free_.push_back(slot);
      lapsed.push_back(slot);
    }
    return lapsed;
  }

 private:
  uint64_t ghost_percent_, most_ = 0;
  uint32_t lent_ = 0;
  std::map<uint32_t, uint32_t> slots_;
  std::vector<uint32_t> residents_, free_;
  std::deque<uint32_t> ghosts_;
};

// `steps` requests to `objects` objects, the lower ones more often, at most `capacity` resident.
void Compare(uint64_t seed, uint64_t ghost_percent, uint64_t capacity, uint64_t objects, int steps) {
  Heap heap;
  Tables tables;
  Model model(ghost_percent);
  ASSERT_TRUE(tables.Init(heap.Lend(), static_cast<uint32_t>(ghost_percent)));
  Rng rng(seed);
  for (int i = 0; i < steps; ++i) {
    const auto object = static_cast<uint32_t>(rng.Below(1 + rng.Below(objects)));
    if (!tables.Covers(object)) ASSERT_TRUE(tables.GrowObjects(object));
    const uint32_t entry = tables.Lookup(object);
    ASSERT_EQ(Tables::SlotOf(entry), model.SlotOf(object)) << i;
    ASSERT_EQ(Tables::IsResident(entry), model.IsResident(object)) << i;
    if (Tables::IsResident(entry)) continue;
    if (entry != 0) tables.Recall(Tables::SlotOf(entry));
    const uint32_t came = model.Insert(object);
    if (model.residents().size() > capacity) {
      const uint32_t victim = model.residents()[rng.Below(capacity)];
      const uint32_t slot = model.SlotOf(victim);
      ASSERT_TRUE(tables.HoldsResident(slot));
      ASSERT_EQ(tables.Insert(object), came);
      ASSERT_TRUE(tables.Evict(slot));
      std::vector<uint32_t> lapsed;
      while (tables.TooManyGhosts()) lapsed.push_back(tables.Forget());
      ASSERT_EQ(lapsed, model.Evict(victim));
      ASSERT_FALSE(tables.HoldsResident(slot));
    } else {
      ASSERT_EQ(tables.Insert(object), came);
    }
    ASSERT_EQ(tables.resident(), model.residents().size());
  }
}

TEST(Tables, LendSlotsAsTheModelDoesWhileGhostsLapseAndReturn) {
  Compare(1, 0, 50, 500, 3000);
  Compare(2, 100, 300, 3000, 20000);
  Compare(3, 100, 800, 1200, 30000);  // ghosts return more often than they lapse: the ring is packed
  Compare(4, 300, 400, 1500, 30000);
  Compare(5, 1000, 300, 6000, 40000);  // thousands of ghosts: the ring grows
}

TEST(Tables, SayWhenMemoryEnds) {
  Heap heap;
  Tables tables;
  heap.left = 1000;
  EXPECT_FALSE(tables.Init(heap.Lend(), 100));
  heap.left = 100'000;
  ASSERT_TRUE(tables.Init(heap.Lend(), 100));
  EXPECT_FALSE(tables.GrowObjects(1'000'000));
  uint32_t object = 0;
  while (object < 4096 && tables.Insert(object) != GAUNTLET_CACHE_NO_SLOT) ++object;
  EXPECT_EQ(object, 2048u);  // the tables double at 1024 and cannot at 2048
}

}  // namespace
}  // namespace gauntlet::cache_simulator
