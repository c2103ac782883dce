#include "host/astdiff/group.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "host/astdiff/test_sources.h"

namespace gauntlet {
namespace {

// "class | where | says | places", of each named edit.
std::vector<std::string> Named(const std::string& a, const std::string& b) {
  const SourceDiff diff = Sound(a, b);
  std::vector<std::string> named;
  std::multiset<int> places;
  for (const NamedEdit& e : diff.named) {
    named.push_back(std::string(ToString(e.edit_class)) + " | " + e.where + " | " + e.says + " | " +
                    std::to_string(e.places.size()));
    places.insert(e.places.begin(), e.places.end());
  }
  std::multiset<int> all;
  for (size_t i = 0; i < diff.edits.size(); ++i) all.insert(static_cast<int>(i));
  EXPECT_EQ(places, all) << "each edit is in one of them";
  return named;
}

using Names = std::vector<std::string>;

TEST(Group, ARenamedLocalIsOneEditHoweverOftenItIsUsed) {
  EXPECT_EQ(Named(Priority("const double age = object.now;\nreturn age * age + age;\n"),
                  Priority("const double then = object.now;\nreturn then * then + then;\n")),
            (Names{"cosmetic | priority | renamed: age -> then | 4"}));
}

TEST(Group, ARenamedLocalIsCosmeticBesideAnEditThatIsNot) {
  EXPECT_EQ(Named(Priority("const double age = object.now;\nreturn 2.0 * age + age;\n"),
                  Priority("const double then = object.now;\nreturn 3.0 * then + then;\n")),
            (Names{"cosmetic | priority | renamed: age -> then | 3",
                   "literal | priority | weight of age: 2.0 -> 3.0 | 1"}));
}

TEST(Group, ANameThatMeansSomethingElseAlreadyIsNoRenaming) {
  const Names named = Named(Priority("const double age = object.now;\nconst double size = object.size;\n"
                                     "return age + size;\n"),
                            Priority("const double size = object.now;\nconst double age = object.size;\n"
                                     "return size + size;\n"));
  for (const std::string& name : named) EXPECT_EQ(name.find("cosmetic"), std::string::npos) << name;
}

TEST(Group, AMemberOfTheSameNameIsNoUseOfTheLocal) {
  EXPECT_EQ(Named(Priority("const double size = object.size;\nreturn size + object.size;\n"),
                  Priority("const double bytes = object.size;\nreturn bytes + object.size;\n")),
            (Names{"cosmetic | priority | renamed: size -> bytes | 2"}));
}

TEST(Group, ARenamedMemberIsOneEditOfState) {
  EXPECT_EQ(Named(Policy("    ++hits_[slot];\n    hits_[slot] *= 2;\n",
                         "  gauntlet::sdk::SlotTable<uint32_t> hits_;\n"),
                  Policy("    ++uses_[slot];\n    uses_[slot] *= 2;\n",
                         "  gauntlet::sdk::SlotTable<uint32_t> uses_;\n")),
            (Names{"state | Lru | renamed: hits_ -> uses_ | 3"}));
}

TEST(Group, AnExtractedHelperIsItsDefinitionAndItsCalls) {
  EXPECT_EQ(
      Named(
          Policy("    order_.move_to_front(slot);\n    if (request.size > 7) order_.move_to_front(slot);\n"),
          Policy("    touch(slot);\n    if (request.size > 7) touch(slot);\n",
                 "  void touch(Slot slot) { order_.move_to_front(slot); }\n")),
      (Names{"function | Lru | helper extracted: touch | 3"}));
}

TEST(Group, AHelperThatIsWrittenBackIntoItsCallIsInlined) {
  EXPECT_EQ(Named(Policy("    touch(slot);\n", "  void touch(Slot slot) { order_.move_to_front(slot); }\n"),
                  Policy("    order_.move_to_front(slot);\n")),
            (Names{"function | Lru | helper inlined: touch | 2"}));
}

TEST(Group, AFunctionWhoseBodyIsNewIsNotExtracted) {
  EXPECT_EQ(Named(Policy("    order_.move_to_front(slot);\n"),
                  Policy("    order_.move_to_front(slot);\n    forget();\n",
                         "  void forget() { rng().next(); }\n")),
            (Names{"function | Lru | new function: forget | 2"}));
}

TEST(Group, AMemberComesWithItsUpkeep) {
  EXPECT_EQ(Named(Policy("    order_.move_to_front(slot);\n"),
                  Policy("    ++hits_[slot];\n    order_.move_to_front(slot);\n"
                         "    if (hits_[slot] > 2) order_.remove(slot);\n",
                         "  gauntlet::sdk::SlotTable<uint32_t> hits_;\n")),
            (Names{"state | Lru | state: new gauntlet::sdk::SlotTable<uint32_t> hits_; | 3"}));
}

TEST(Group, TheSameChangeSeveralTimesInOneFunctionIsOne) {
  EXPECT_EQ(Named(Policy("    if (request.size > 4096) order_.remove(slot);\n    if (request.now > 4096) "
                         "order_.remove(slot);\n"),
                  Policy("    if (request.size > 64) order_.remove(slot);\n    if (request.now > 64) "
                         "order_.remove(slot);\n")),
            (Names{"literal | on_hit | 4096 -> 64 | 2"}));
}

TEST(Group, WeightsOfOneFormulaAreOne) {
  EXPECT_EQ(
      Named(Priority("const double age = object.now;\nreturn 3.0 * age + 2.0 * object.count;\n"),
            Priority("const double age = object.now;\nreturn 2.5 * age + 4.0 * object.count;\n")),
      (Names{"literal | priority | weight of age: 3.0 -> 2.5; weight of object.count: 2.0 -> 4.0 | 2"}));
}

TEST(Group, EditsOfDifferentFunctionsStayApart) {
  const std::string a = Policy("    order_.move_to_front(slot);\n"),
                    b = Policy("    order_.move_to_back(slot);\n");
  std::string both = b;
  both.replace(both.find("push_front"), 10, "push_back");
  EXPECT_EQ(Named(a, both).size(), 2u);
}

TEST(Group, AGuardAroundAStatementIsNamedLikeOneBeforeIt) {
  EXPECT_EQ(Named(Policy("    order_.move_to_front(slot);\n"),
                  Policy("    if (request.size > 7) order_.move_to_front(slot);\n")),
            (Names{"statement | on_hit | new guard: request.size > 7 | 1"}));
  EXPECT_EQ(Named(Policy("    if (request.size > 7) {\n      order_.move_to_front(slot);\n    }\n"),
                  Policy("    order_.move_to_front(slot);\n")),
            (Names{"statement | on_hit | no more guard: request.size > 7 | 1"}));
}

TEST(Group, TheBracesOfANewBlockAreNoEditOfTheirOwn) {
  for (const std::string& name :
       Named(Policy("    if (request.size > 7) order_.remove(slot);\n    order_.push_back(slot);\n"),
             Policy("    if (request.now > 9) { if (request.size > 7) order_.remove(slot); }\n"
                    "    order_.push_back(slot);\n"))) {
    EXPECT_EQ(name.find("gone ;"), std::string::npos) << name;
    EXPECT_EQ(name.find("gone }"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace gauntlet
