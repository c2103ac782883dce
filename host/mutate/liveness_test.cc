#include <gtest/gtest.h>

#include "host/mutate/test_parents.h"

namespace gauntlet {
namespace {

// Looks at some objects from the end of the list; the lowest score goes.
std::string ScanBy(const std::string& score) {
  return PolicyOf(R"(  void on_hit(Slot slot, const Request& request) {
    entries_[slot].last_access = request.now;
    entries_[slot].count += 1;
    order_.move_to_front(slot);
  }
  void on_insert(Slot slot, const Request& request) {
    entries_[slot].last_access = request.now;
    entries_[slot].count = 1;
    order_.push_front(slot);
  }
  double score(Slot slot, const Request& request) {
    const Entry& entry = entries_[slot];
    const double age = request.now - entry.last_access;
    const double count = entry.count;
    return )" + score +
                  R"(;
  }
  Slot choose_victim(const Request& request) {
    Slot victim = order_.back();
    Slot at = victim;
    double lowest = score(victim, request);
    for (int seen = 1; seen < 8; ++seen) {
      at = order_.prev(at);
      if (at == gauntlet::cache::kNoSlot) break;
      const double value = score(at, request);
      if (value < lowest) {
        lowest = value;
        victim = at;
      }
    }
    return victim;
  }
  struct Entry {
    uint64_t last_access = 0;
    uint32_t count = 0;
  };
  gauntlet::sdk::SlotTable<Entry> entries_;)");
}

TEST(Liveness, LeavesTheWidthOfAScanThatWouldFindTheFirstAnyway) {
  EXPECT_EQ(ChildrenOf(ScanBy("-age"), "literal", 40).Without("seen < 8;"), 0);
}

TEST(Liveness, ChangesTheWidthOfAScanThatTellsObjectsApartByMore) {
  EXPECT_GT(ChildrenOf(ScanBy("100.0 * count - age"), "literal", 40).Without("seen < 8;"), 3);
}

TEST(Liveness, KeepsWhatIsTheBestSoFar) {
  for (const char* operation : {"substitute", "grow", "remove", "guard", "move", "fresh"}) {
    const Children children = ChildrenOf(ScanBy("100.0 * count - age"), operation, 40);
    EXPECT_GT(children.proposals, 5) << operation;
    EXPECT_EQ(children.Without("        lowest = value;\n"), 0) << operation;
  }
}

TEST(Liveness, WalksOnTheWayItCame) {
  for (const char* operation : {"substitute", "move", "grow"}) {
    const Children children = ChildrenOf(ScanBy("100.0 * count - age"), operation, 40);
    EXPECT_GT(children.proposals, 5) << operation;
    EXPECT_EQ(children.With("order_.next("), 0) << operation;
  }
}

TEST(Liveness, TakesLongerStepsWhereTheyLeadToOthers) {
  constexpr std::string_view kTwice = "order_.prev(at);\n      at = order_.prev(at);";
  EXPECT_GT(ChildrenOf(ScanBy("100.0 * count - age"), "duplicate", 40).With(kTwice), 3);
  EXPECT_EQ(ChildrenOf(ScanBy("-age"), "duplicate", 40).With(kTwice), 0);
}

TEST(Liveness, AScoreReadsOnOfTheObjectThatItJudges) {
  for (const char* operation : {"simplify", "substitute", "fresh"}) {
    const Children children = ChildrenOf(ScanBy("-age"), operation, 60);
    EXPECT_EQ(children.With("const double age = request.now;"), 0) << operation;
    EXPECT_EQ(children.With("return double(request.now);"), 0) << operation;
    EXPECT_EQ(children.With("return double(order_.size());"), 0) << operation;
  }
}

TEST(Liveness, TurnsTheComparisonOfRealsRoundAndNothingElse) {
  const Children children = ChildrenOf(ScanBy("-age"), "swap", 60);
  EXPECT_GT(children.With("value > lowest"), 3);
  for (const char* other : {"value <= lowest", "value >= lowest", "value == lowest", "value != lowest"})
    EXPECT_EQ(children.With(other), 0) << other;
}

TEST(Liveness, MayDisplaceTheBestSoFarMoreOftenRatherThanLess) {
  const Children children = ChildrenOf(ScanBy("-age"), "condition", 60);
  EXPECT_GT(children.With("if (value < lowest || "), children.With("if (value < lowest && "));
}

std::string Marking(const std::string& hit) {
  return PolicyOf("  void on_hit(Slot slot, const Request& request) { " + hit + R"( }
  void on_insert(Slot slot, const Request& request) {
    marked_[slot] = 0;
    order_.push_front(slot);
  }
  Slot choose_victim(const Request&) {
    for (int i = 0; i < 16 && marked_[order_.back()]; ++i) {
      marked_[order_.back()] = 0;
      order_.move_to_front(order_.back());
    }
    return order_.back();
  }
  gauntlet::sdk::SlotTable<uint8_t> marked_;)");
}

TEST(Liveness, SetsAFlagOrClearsIt) {
  const Children children = ChildrenOf(Marking("marked_[slot] = 1;"), "literal", 60);
  EXPECT_GT(children.With("marked_[slot] = 0; }"), 5);
  for (const std::string& child : children.sources) {
    const size_t at = child.find("{ marked_[slot] = ") + 18;
    EXPECT_TRUE(child[at] == '0' || child[at] == '1') << child;
    EXPECT_EQ(child[at + 1], ';') << child;
  }
}

TEST(Liveness, ANumberThatIsComparedOrCountedUpIsNoFlag) {
  const Children children = ChildrenOf(Marking("if (marked_[slot] < 3) ++marked_[slot];"), "literal", 60);
  EXPECT_GT(children.Without("marked_[slot] < 3"), 5);
}

TEST(Liveness, AsksOfAFlagOnlyWhetherItIsSet) {
  const std::string parent = Marking("marked_[slot] = 1; order_.move_to_front(slot);");
  for (const char* operation : {"guard", "insert", "state"}) {
    const Children children = ChildrenOf(parent, operation, 60);
    EXPECT_GT(children.proposals, 5) << operation;
    for (const char* says_nothing :
         {"marked_[slot] <= ", "marked_[slot] > 1", "marked_[slot] == 1", "marked_[slot] > 2"})
      EXPECT_EQ(children.With(says_nothing), 0) << operation;
  }
}

// The same threshold in a hook and in what happens once in a round of 4096 accesses.
TEST(Liveness, ChangesSeldomWhatHappensOnceInARound) {
  const std::string parent = PolicyOf(R"(  void on_hit(Slot slot, const Request& request) {
    if (count_[slot] < 70) ++count_[slot];
    if (++time_ % 4096 == 0) estimate();
    if (count_[slot] > 60) order_.move_to_front(slot);
    if (estimates_ > 50) order_.move_to_back(slot);
  }
  void estimate() {
    ++estimates_;
    if (estimates_ > 20) limit_ = 30;
    deeper();
  }
  void deeper() { limit_ = limit_ * 40; }
  uint64_t time_ = 0, estimates_ = 0, limit_ = 0;
  gauntlet::sdk::SlotTable<uint32_t> count_;)");
  const Children children = ChildrenOf(parent, "literal", 200);
  const int hot = children.Without("> 60") + children.Without("< 70");
  const int cold = children.Without("> 50") + children.Without("> 20") + children.Without("= 30;") +
                   children.Without("* 40;");
  EXPECT_GT(hot, 100);
  EXPECT_LT(cold, hot / 4);
}

TEST(Liveness, TakesStepsThatADecisionCanNotice) {
  const std::string parent = PolicyOf(
      R"(  void on_hit(Slot slot, const Request&) { if (++count_[slot] > 100) order_.move_to_front(slot); }
  gauntlet::sdk::SlotTable<uint32_t> count_;)");
  const Children children = ChildrenOf(parent, "literal", 60);
  EXPECT_GT(children.proposals, 50);
  for (const int near : {98, 99, 101, 102})
    EXPECT_EQ(children.With("> " + std::to_string(near) + ")"), 0) << near;
}

TEST(Liveness, AClauseAsksWhatTheConditionDoesNot) {
  const std::string parent = PolicyOf(
      R"(  void on_hit(Slot slot, const Request& request) { if (++hits_[slot] > 2) order_.move_to_front(slot); }
  gauntlet::sdk::SlotTable<uint32_t> hits_;)");
  const Children children = ChildrenOf(parent, "condition", 60);
  EXPECT_GT(children.proposals, 20);
  for (const char* both : {"|| hits_[slot]", "&& hits_[slot]"}) EXPECT_EQ(children.With(both), 0) << both;
}

}  // namespace
}  // namespace gauntlet
