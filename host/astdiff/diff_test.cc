#include "host/astdiff/diff.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "host/astdiff/test_sources.h"

namespace gauntlet {
namespace {

std::vector<std::string> Said(const SourceDiff& diff) {
  std::vector<std::string> said;
  for (const TreeEdit& e : diff.edits)
    said.push_back(std::string(ToString(e.edit_class)) + " | " + e.where + " | " + e.says);
  return said;
}

using Sentences = std::vector<std::string>;

TEST(Diff, SaysNothingOfTwoEqualSources) {
  const std::string source = Priority("return object.now;\n");
  const SourceDiff diff = Sound(source, source);
  EXPECT_TRUE(diff.same_tree);
  EXPECT_TRUE(diff.edits.empty());
}

TEST(Diff, SeesNothingInWhiteSpaceAndComments) {
  const SourceDiff diff =
      Sound(Priority("return object.now;\n"), Priority("  // the last\n return\n object . now;\n"));
  EXPECT_TRUE(diff.same_tree);
  EXPECT_TRUE(diff.edits.empty());
}

TEST(Diff, CallsARenamedLocalCosmetic) {
  const SourceDiff diff = Sound(Priority("const double age = object.now;\nreturn 2 * age;\n"),
                                Priority("const double then = object.now;\nreturn 2 * then;\n"));
  EXPECT_TRUE(diff.same_tree);
  EXPECT_EQ(Said(diff), (Sentences{"cosmetic | priority | renamed: age -> then",
                                   "cosmetic | priority | renamed: age -> then"}));
}

TEST(Diff, NamesTheWeightThatChanged) {
  const SourceDiff diff =
      Sound(Priority("const double age = object.now;\nreturn 3.0 * age + object.count;\n"),
            Priority("const double age = object.now;\nreturn 2.5 * age + object.count;\n"));
  EXPECT_FALSE(diff.same_tree);
  EXPECT_EQ(Said(diff), (Sentences{"literal | priority | weight of age: 3.0 -> 2.5"}));
  ASSERT_EQ(diff.edits.size(), 1u);
  EXPECT_EQ(diff.edits[0].in_a.line, 4u);
}

TEST(Diff, NamesAnOperator) {
  const SourceDiff diff =
      Sound(Priority("return object.now + object.count;\n"), Priority("return object.now - object.count;\n"));
  EXPECT_EQ(Said(diff), (Sentences{"operator | priority | operator: + -> -"}));
}

TEST(Diff, NamesANewGuard) {
  const SourceDiff diff =
      Sound(Policy("    order_.move_to_front(slot);\n"),
            Policy("    if (request.size > 4096) return;\n    order_.move_to_front(slot);\n"));
  EXPECT_EQ(Said(diff), (Sentences{"statement | on_hit | new guard: request.size > 4096"}));
}

TEST(Diff, NamesAConditionAndALoopBound) {
  const SourceDiff condition =
      Sound(Policy("    if (request.size > 4096) order_.move_to_front(slot);\n"),
            Policy("    if (request.size > 4096 && request.now > 7) order_.move_to_front(slot);\n"));
  ASSERT_EQ(condition.edits.size(), 1u);
  EXPECT_EQ(condition.edits[0].edit_class, EditClass::kCondition) << condition.edits[0].says;
  const SourceDiff bound = Sound(Policy("    for (int i = 0; i < 8; ++i) order_.move_to_front(slot);\n"),
                                 Policy("    for (int i = 0; i < 64; ++i) order_.move_to_front(slot);\n"));
  EXPECT_EQ(Said(bound), (Sentences{"literal | on_hit | loop bound: 8 -> 64"}));
}

TEST(Diff, NamesAMemberAndItsUse) {
  const SourceDiff diff = Sound(Policy("    order_.move_to_front(slot);\n"),
                                Policy("    ++hits_[slot];\n    order_.move_to_front(slot);\n",
                                       "  gauntlet::sdk::SlotTable<uint32_t> hits_;\n"));
  EXPECT_EQ(Said(diff), (Sentences{"statement | on_hit | new ++hits_[slot];",
                                   "state | Lru | state: new gauntlet::sdk::SlotTable<uint32_t> hits_;"}));
}

TEST(Diff, NamesAnExtractedHelper) {
  const SourceDiff diff =
      Sound(Policy("    order_.move_to_front(slot);\n"),
            Policy("    touch(slot);\n", "  void touch(Slot slot) { order_.move_to_front(slot); }\n"));
  const auto said = Said(diff);
  EXPECT_NE(std::ranges::find(said, "function | Lru | helper extracted: touch"), said.end()) << said.back();
}

TEST(Diff, SeesAStatementThatMoved) {
  const SourceDiff diff = Diff(
      Policy("    order_.move_to_front(slot);\n    order_.remove(slot);\n    order_.push_back(slot);\n"),
      Policy("    order_.remove(slot);\n    order_.push_back(slot);\n    order_.move_to_front(slot);\n"));
  ASSERT_EQ(diff.edits.size(), 2u);
  EXPECT_EQ(diff.edits[0].kind, EditKind::kMove) << diff.edits[0].says;
  EXPECT_EQ(diff.edits[0].moved_with, 1);
  EXPECT_EQ(diff.edits[1].moved_with, 0);
}

TEST(Diff, SeesATypeInsideACast) {
  const SourceDiff diff = Sound(Priority("return double(static_cast<int>(object.now));\n"),
                                Priority("return double(static_cast<long>(object.now));\n"));
  ASSERT_EQ(diff.edits.size(), 1u);
  EXPECT_EQ(diff.edits[0].before, "int");
  EXPECT_EQ(diff.edits[0].after, "long");
}

TEST(Diff, LeavesOutWhatLongTextsShare) {
  const std::string sum = "object.count + object.past_count + double(object.gaps[0])";
  EXPECT_EQ(Said(Sound(Priority("return " + sum + ";\n"),
                       Priority("return object.size > 7 ? 1.0 : (" + sum + ");\n"))),
            (Sentences{"statement | priority | " + sum + " -> object.size > 7 ? 1.0 : (...)"}));
  EXPECT_EQ(Said(Sound(Priority("return object.size > 7 ? 1.0 : (" + sum + ");\n"),
                       Priority("return " + sum + ";\n"))),
            (Sentences{"statement | priority | object.size > 7 ? 1.0 : (...) -> " + sum}));
}

TEST(Diff, SaysWhichSourceDoesNotParse) {
  const std::string good = Priority("return object.now;\n"), bad = Priority("return nothing_of_the_kind;\n");
  const SourceDiff a = Diff(bad, good), b = Diff(good, bad);
  ASSERT_TRUE(a.failure);
  EXPECT_EQ(a.failed, "a");
  ASSERT_TRUE(b.failure);
  EXPECT_EQ(b.failed, "b");
  EXPECT_EQ(b.failure->kind, VerdictKind::kCompileError);
}

TEST(Diff, TravelsAsJson) {
  const SourceDiff diff = Diff(Priority("return object.now;\n"), Priority("return object.count;\n"));
  const SourceDiff read = SourceDiffFromJson(SourceDiffToJson(diff));
  EXPECT_EQ(Said(read), Said(diff));
  EXPECT_EQ(SourceDiffToJson(read), SourceDiffToJson(diff));
}

}  // namespace
}  // namespace gauntlet
