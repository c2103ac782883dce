// The linked containers against naive models, under long random sequences of operations.
#include <gtest/gtest.h>

#include <algorithm>
#include <gauntlet/sdk/slot_list.hpp>
#include <gauntlet/sdk/slot_lists.hpp>
#include <gauntlet/sdk/slot_table.hpp>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using gauntlet::sdk::kNoSlot;
using gauntlet::sdk::SlotList;
using gauntlet::sdk::SlotLists;
using gauntlet::sdk::SlotTable;

std::vector<uint32_t> Forwards(const SlotList& list) {
  std::vector<uint32_t> slots;
  for (uint32_t slot = list.front(); slot != kNoSlot; slot = list.next(slot)) slots.push_back(slot);
  return slots;
}
std::vector<uint32_t> Backwards(const SlotList& list) {
  std::vector<uint32_t> slots;
  for (uint32_t slot = list.back(); slot != kNoSlot; slot = list.prev(slot)) slots.push_back(slot);
  return slots;
}

TEST(SlotList, KeepsTheOrderOfANaiveListUnderRandomOperations) {
  std::mt19937 random(1);
  for (uint32_t slots : {1u, 2u, 5u, 300u}) {
    SlotList list;
    std::vector<uint32_t> model;  // front first
    const auto drop = [&](uint32_t slot) { std::erase(model, slot); };
    for (int step = 0; step < 4000; ++step) {
      const uint32_t slot = static_cast<uint32_t>(random()) % slots;
      const uint32_t mark = model.empty() ? kNoSlot : model[random() % model.size()];
      switch (random() % 9) {
        case 0:
          list.push_front(slot), drop(slot), model.insert(model.begin(), slot);
          break;
        case 1:
          list.push_back(slot), drop(slot), model.push_back(slot);
          break;
        case 2:
          list.move_to_front(slot), drop(slot), model.insert(model.begin(), slot);
          break;
        case 3:
          list.move_to_back(slot), drop(slot), model.push_back(slot);
          break;
        case 4:
          list.remove(slot), drop(slot);
          break;
        case 5:
          ASSERT_EQ(list.pop_front(), model.empty() ? kNoSlot : model.front());
          if (!model.empty()) model.erase(model.begin());
          break;
        case 6:
          ASSERT_EQ(list.pop_back(), model.empty() ? kNoSlot : model.back());
          if (!model.empty()) model.pop_back();
          break;
        case 7:
          if (mark == kNoSlot) break;
          list.insert_before(mark, slot);
          if (mark != slot) drop(slot), model.insert(std::find(model.begin(), model.end(), mark), slot);
          break;
        default:
          if (mark == kNoSlot) break;
          list.insert_after(mark, slot);
          if (mark != slot) drop(slot), model.insert(std::find(model.begin(), model.end(), mark) + 1, slot);
          break;
      }
      ASSERT_EQ(list.size(), model.size());
      ASSERT_EQ(list.empty(), model.empty());
      ASSERT_EQ(list.contains(slot), std::find(model.begin(), model.end(), slot) != model.end());
    }
    EXPECT_EQ(Forwards(list), model);
    std::reverse(model.begin(), model.end());
    EXPECT_EQ(Backwards(list), model);
    list.clear();
    EXPECT_TRUE(list.empty());
  }
}

TEST(SlotList, AnswersNoSlotWhereThereIsNone) {
  SlotList list;
  EXPECT_EQ(list.front(), kNoSlot);
  EXPECT_EQ(list.back(), kNoSlot);
  EXPECT_EQ(list.pop_front(), kNoSlot);
  list.remove(7);
  list.push_front(3);
  EXPECT_EQ(list.next(3), kNoSlot);
  EXPECT_EQ(list.prev(3), kNoSlot);
  EXPECT_EQ(list.next(100), kNoSlot);
  EXPECT_EQ(list.next(kNoSlot), kNoSlot);
  EXPECT_FALSE(list.contains(kNoSlot));
  list.remove(kNoSlot);
  EXPECT_EQ(list.size(), 1u);
}

TEST(SlotList, ReportsMisuseAsAnException) {
  SlotList list;
  EXPECT_THROW(list.push_front(kNoSlot), std::exception);
  EXPECT_THROW(list.insert_before(3, 4), std::exception);
  EXPECT_TRUE(list.empty());
}

TEST(SlotList, MovesItsContent) {
  SlotList a;
  a.push_back(1);
  a.push_back(2);
  SlotList b(static_cast<SlotList&&>(a));
  EXPECT_EQ(Forwards(b), (std::vector<uint32_t>{1, 2}));
  EXPECT_TRUE(a.empty());
  a.push_back(9);
  EXPECT_EQ(a.front(), 9u);
}

TEST(SlotLists, KeepTheOrdersOfNaiveListsUnderRandomOperations) {
  std::mt19937 random(2);
  SlotLists lists;
  constexpr uint32_t kLists = 20, kSlots = 200;
  std::vector<std::list<uint32_t>> model(kLists);
  std::vector<uint32_t> home(kSlots, SlotLists::kNoList);
  const auto drop = [&](uint32_t slot) {
    if (home[slot] != SlotLists::kNoList) model[home[slot]].remove(slot);
    home[slot] = SlotLists::kNoList;
  };
  for (int step = 0; step < 30000; ++step) {
    const uint32_t slot = static_cast<uint32_t>(random()) % kSlots,
                   list = static_cast<uint32_t>(random()) % kLists;
    const uint32_t in = home[slot];
    switch (random() % 7) {
      case 0:
        lists.push_front(list, slot), drop(slot), model[list].push_front(slot), home[slot] = list;
        break;
      case 1:
        lists.push_back(list, slot), drop(slot), model[list].push_back(slot), home[slot] = list;
        break;
      case 2:
        lists.move_to_front(slot);
        if (in != SlotLists::kNoList) drop(slot), model[in].push_front(slot), home[slot] = in;
        break;
      case 3:
        lists.move_to_back(slot);
        if (in != SlotLists::kNoList) drop(slot), model[in].push_back(slot), home[slot] = in;
        break;
      case 4:
        lists.remove(slot), drop(slot);
        break;
      case 5: {
        const uint32_t want = model[list].empty() ? kNoSlot : model[list].front();
        ASSERT_EQ(lists.pop_front(list), want);
        if (want != kNoSlot) drop(want);
        break;
      }
      default: {
        const uint32_t want = model[list].empty() ? kNoSlot : model[list].back();
        ASSERT_EQ(lists.pop_back(list), want);
        if (want != kNoSlot) drop(want);
        break;
      }
    }
    ASSERT_EQ(lists.list_of(slot), home[slot]);
    ASSERT_EQ(lists.size(list), model[list].size());
    if (step % 500 == 0) {
      for (uint32_t i = 0; i < kLists; ++i) {
        std::list<uint32_t> forwards, backwards;
        for (uint32_t s = lists.front(i); s != kNoSlot; s = lists.next(s)) forwards.push_back(s);
        for (uint32_t s = lists.back(i); s != kNoSlot; s = lists.prev(s)) backwards.push_front(s);
        ASSERT_EQ(forwards, model[i]);
        ASSERT_EQ(backwards, model[i]);
      }
    }
  }
}

TEST(SlotLists, AnswerNoSlotForListsThatNeverWere) {
  SlotLists lists;
  EXPECT_EQ(lists.front(5), kNoSlot);
  EXPECT_EQ(lists.size(5), 0u);
  EXPECT_FALSE(lists.contains(3));
  EXPECT_FALSE(lists.contains(SlotLists::kNoList, 3));
  EXPECT_THROW(lists.push_back(0, kNoSlot), std::exception);
  EXPECT_THROW(lists.push_back(kNoSlot, 0), std::exception);
}

TEST(SlotTable, GrowsOnAccessAndStartsWithZeros) {
  SlotTable<uint64_t> table;
  EXPECT_EQ(table.get(12), 0u);
  table[3] = 7;
  EXPECT_EQ(table[100000], 0u);
  EXPECT_EQ(table[3], 7u);
  EXPECT_EQ(table.get(3), 7u);
  table.clear();
  EXPECT_EQ(table[3], 0u);
  EXPECT_THROW(table[kNoSlot], std::exception);
}

TEST(SlotTable, MovesWhatItHoldsWhenItGrows) {
  SlotTable<std::unique_ptr<std::string>> table;
  for (uint32_t slot = 0; slot < 1000; ++slot)
    table[slot] = std::make_unique<std::string>(std::to_string(slot));
  for (uint32_t slot = 0; slot < 1000; ++slot) ASSERT_EQ(*table[slot], std::to_string(slot));
}

TEST(SlotTable, GrowsByHalfSoThatFillingItIsLinear) {
  SlotTable<uint32_t> table;
  int moves = 0;
  const uint32_t* before = nullptr;
  for (uint32_t slot = 0; slot < 1000000; ++slot) {
    table[slot] = slot;
    if (&table[0] != before) ++moves;
    before = &table[0];
  }
  EXPECT_LT(moves, 40);
}

}  // namespace
