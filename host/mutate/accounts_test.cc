#include <gtest/gtest.h>

#include "host/mutate/test_parents.h"

namespace gauntlet {
namespace {

const std::string& TwoLists() {
  static const std::string text = PolicyOf(R"(  void on_hit(Slot slot, const Request&) { hits_[slot] += 1; }
  bool admit(Slot, const Request& request) { return request.size <= share_; }
  void on_insert(Slot slot, const Request& request) {
    sizes_[slot] = request.size;
    bytes_ += request.size;
    hits_[slot] = 0;
    order_.push_front(slot);
  }
  Slot choose_victim(const Request&) {
    if (bytes_ > share_ / 2) return order_.back();
    if (order_.size() == 0) return order_.back();
    return order_.front();
  }
  void on_evict(Slot slot, EvictReason) {
    bytes_ -= sizes_[slot];
    order_.remove(slot);
  }
  uint64_t bytes_ = 0, share_ = 1000;
  gauntlet::sdk::SlotTable<uint32_t> hits_;
  gauntlet::sdk::SlotTable<uint64_t> sizes_;)");
  return text;
}

TEST(Accounts, SumsOfBytesStayTrue) {
  for (const std::string_view operation : MutationOperatorNames()) {
    const Children children = ChildrenOf(TwoLists(), operation, 30);
    EXPECT_EQ(children.Without("    bytes_ += request.size;\n"), 0) << operation;
    EXPECT_EQ(children.Without("    bytes_ -= sizes_[slot];\n"), 0) << operation;
    EXPECT_EQ(children.Without("    sizes_[slot] = request.size;\n"), 0) << operation;
  }
}

TEST(Accounts, AListIsLongEnoughStillWhenItIsAsked) {
  for (const char* operation : {"swap", "fresh", "condition", "substitute", "simplify", "remove"}) {
    const Children children = ChildrenOf(TwoLists(), operation, 40);
    EXPECT_EQ(children.Without("if (bytes_ > "), 0) << operation;
  }
}

TEST(Accounts, TheLimitOfAListMayChange) {
  EXPECT_GT(ChildrenOf(TwoLists(), "grow", 40).Without("if (bytes_ > share_ / 2)"), 3);
  EXPECT_GT(ChildrenOf(TwoLists(), "literal", 40).Without("if (bytes_ > share_ / 2)"), 3);
}

TEST(Accounts, WhetherAnObjectFitsIsAskedAsBeforeOrTogetherWithMore) {
  for (const char* operation : {"swap", "grow", "fresh", "substitute", "simplify"})
    EXPECT_EQ(ChildrenOf(TwoLists(), operation, 40).Without("return request.size <= share_;"), 0)
        << operation;
  EXPECT_GT(ChildrenOf(TwoLists(), "condition", 40).With("return request.size <= share_ && "), 3);
}

TEST(Accounts, WhetherThereIsAnyIsNoNumberToChange) {
  EXPECT_EQ(ChildrenOf(TwoLists(), "literal", 80).Without("order_.size() == 0"), 0);
}

TEST(Accounts, ThePlaceAtTheEndOfATableStays) {
  const std::string parent = PolicyOf(R"(  void on_hit(Slot slot, const Request&) {
    if (++hits_[slot] > 3) order_.move_to_front(slot);
    if (hits_[slot] == kMost - 1) hits_[slot] = 5;
  }
  static constexpr uint32_t kMost = 20;
  gauntlet::sdk::SlotTable<uint32_t> hits_;)");
  const Children children = ChildrenOf(parent, "literal", 80);
  EXPECT_GT(children.Without("> 3)"), 10);
  EXPECT_EQ(children.Without("kMost - 1"), 0);
}

TEST(Accounts, RemembersWhereASlotIs) {
  const std::string parent = PolicyOf(R"(  void on_hit(Slot slot, const Request& request) {
    last_[hits_[slot]] = slot;
    hits_[slot] += 1;
    order_.move_to_front(slot);
  }
  gauntlet::sdk::FlatMap<uint64_t, Slot> last_;
  gauntlet::sdk::SlotTable<uint32_t> hits_;)");
  for (const char* operation : {"remove", "guard", "move", "substitute", "state"}) {
    const Children children = ChildrenOf(parent, operation, 40);
    EXPECT_EQ(children.Without("    last_[hits_[slot]] = slot;\n"), 0) << operation;
  }
}

TEST(Accounts, WhatMakesKeysEqualIsNoChoice) {
  const std::string parent = PolicyOf(R"(  struct Rank {
    double worth = 0;
    uint64_t at = 0;
    bool operator==(const Rank& other) const { return worth == other.worth && at == other.at; }
  };
  void on_hit(Slot slot, const Request& request) {
    if (Rank{1.0, request.now} == Rank{2.0, 7}) return;
    order_.move_to_front(slot);
  })");
  for (const char* operation : {"swap", "condition", "substitute", "simplify", "grow", "fresh"}) {
    const Children children = ChildrenOf(parent, operation, 30);
    EXPECT_EQ(children.Without("return worth == other.worth && at == other.at;"), 0) << operation;
  }
}

TEST(Accounts, AReturnDoesNotLeaveBooksHalfKept) {
  const std::string parent = PolicyOf(R"(  void on_hit(Slot slot, const Request& request) {
    order_.remove(slot);
    hits_[slot] += 1;
    order_.push_front(slot);
  }
  gauntlet::sdk::SlotTable<uint32_t> hits_;)");
  const Children children = ChildrenOf(parent, "guard", 60);
  EXPECT_GT(children.proposals, 10);
  for (const std::string& child : children.sources) {
    const size_t taken = child.find("order_.remove(slot);", child.find("on_hit"));
    const size_t put = child.find("order_.push_front(slot);", taken);
    EXPECT_FALSE(Has(child.substr(taken, put - taken), "return")) << child;
  }
}

TEST(Accounts, StructuresWithAnOrderOfTheirOwnAreNotReordered) {
  const std::string parent = PolicyOf(R"(  void on_hit(Slot slot, const Request&) {
    const Slot before = order_.prev(slot);
    if (before == gauntlet::cache::kNoSlot) return;
    const Slot mark = order_.prev(before);
    order_.remove(slot);
    if (mark == gauntlet::cache::kNoSlot) {
      order_.push_front(slot);
    } else {
      order_.insert_after(mark, slot);
    }
    ++hits_[slot];
  }
  gauntlet::sdk::SlotTable<uint32_t> hits_;)");
  EXPECT_EQ(ChildrenOf(parent, "insert", 40).With("move_to_"), 0);
}

TEST(Move, ExchangesWhatHasAnOrderAndNothingElse) {
  const std::string parent = PolicyOf(R"(  void on_hit(Slot slot, const Request& request) {
    ++hits_[slot];
    at_[slot] = request.now;
    gap_ = request.now - at_[slot];
    sum_ += gap_;
    if (hits_[slot] > 2 && sum_ > gap_) order_.move_to_front(slot);
  }
  uint64_t gap_ = 0, sum_ = 0;
  gauntlet::sdk::SlotTable<uint32_t> hits_;
  gauntlet::sdk::SlotTable<uint64_t> at_;)");
  const Children children = ChildrenOf(parent, "move", 120);
  EXPECT_GT(children.proposals, 50);
  EXPECT_EQ(children.With("    at_[slot] = request.now;\n    ++hits_[slot];\n    gap_"), 0);
  EXPECT_GT(children.With("    gap_ = request.now - at_[slot];\n    at_[slot] = request.now;"), 0);
}

TEST(Move, LeavesChoicesThatExcludeEachOtherWhereTheyAre) {
  const std::string parent = PolicyOf(R"(  enum List : uint32_t { kFirst, kSecond };
  void on_hit(Slot slot, const Request&) {
    const uint32_t list = lists_[slot];
    if (list == kFirst) order_.move_to_front(slot);
    if (list == kSecond) order_.move_to_back(slot);
  }
  gauntlet::sdk::SlotTable<uint32_t> lists_;)");
  EXPECT_EQ(ChildrenOf(parent, "move", 40).With("order_.move_to_back(slot);\n    if (list == kFirst)"), 0);
}

TEST(Remove, KeepsARoundRare) {
  const std::string parent = PolicyOf(R"(  void on_hit(Slot slot, const Request&) {
    if (++time_ % 4096 == 0) limit_ *= 2;
    if (++hits_[slot] > limit_) order_.move_to_front(slot);
  }
  uint64_t time_ = 0, limit_ = 1;
  gauntlet::sdk::SlotTable<uint32_t> hits_;)");
  const Children children = ChildrenOf(parent, "remove", 40);
  EXPECT_GT(children.proposals, 10);
  EXPECT_LT(children.Without("if (++time_ % 4096 == 0) "), children.proposals / 4);
}

TEST(Grow, BoundsAFloatByADouble) {
  const std::string parent = PolicyOf(R"(  void on_hit(Slot slot, const Request&) {
    worth_[slot] = worth_[slot] * 0.5f + 1.0f;
    if (worth_[slot] > 1.5f) order_.move_to_front(slot);
  }
  gauntlet::sdk::SlotTable<float> worth_;)");
  const Children children = ChildrenOf(parent, "grow", 80);
  EXPECT_GT(children.With("<double>("), 0);
  for (const std::string& child : children.sources) {
    const auto parsed = WarmToolchain().Parse({.source = child}, [](ParsedCandidate&) {});
    EXPECT_TRUE(parsed && !parsed->failure) << child;
  }
}

TEST(Crossover, LeavesWhatOnlyTakesOut) {
  const std::string other =
      PolicyOf(R"(  void on_hit(Slot slot, const Request&) { order_.move_to_back(slot); }
  void on_evict(Slot slot, EvictReason) {
    order_.move_to_back(slot);
    order_.remove(slot);
  })");
  const Children children = ChildrenOf(PolicyOf(""), "crossover", 60, other);
  EXPECT_GT(children.proposals, 0);
  EXPECT_EQ(children.Without("void on_evict(Slot slot, EvictReason) { order_.remove(slot); }"), 0);
}

}  // namespace
}  // namespace gauntlet
