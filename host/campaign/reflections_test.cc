#include "host/campaign/reflections.h"

#include <gtest/gtest.h>

namespace gauntlet {
namespace {

LlmConfig Every(int64_t summary, int64_t instruction) {
  LlmConfig config;
  config.summary.every = summary;
  config.instructions.every = instruction;
  return config;
}

using Due = std::vector<std::pair<Purpose, int64_t>>;

TEST(Reflections, AreDueAfterSoManyRowsAndOnceOnly) {
  Reflections r(Every(6, 4), 5);
  EXPECT_EQ(r.DueAt(0), Due());
  EXPECT_EQ(r.DueAt(5), Due());
  EXPECT_EQ(r.DueAt(6), (Due{{Purpose::kSummary, 16}}));
  EXPECT_EQ(r.DueAt(12), (Due{{Purpose::kSummary, 22}, {Purpose::kInstruction, 22}}));
  r.Put(Purpose::kSummary, 22, "s");
  EXPECT_EQ(r.DueAt(12), (Due{{Purpose::kInstruction, 22}}));
}

TEST(Reflections, HoldUpTheFirstQuestionThatNeedsThem) {
  Reflections r(Every(6, 0), 5);
  for (int64_t number = 1; number < 16; ++number) EXPECT_TRUE(r.ReadyFor(number)) << number;
  EXPECT_FALSE(r.ReadyFor(16));
  r.Put(Purpose::kSummary, 16, "");
  EXPECT_TRUE(r.ReadyFor(16));
  EXPECT_TRUE(r.ReadyFor(21));
  EXPECT_FALSE(r.ReadyFor(22));
  const Reflections off(Every(0, 0), 5);
  EXPECT_TRUE(off.ReadyFor(1000));
}

TEST(Reflections, TheLatestSummaryThatSaysSomethingHolds) {
  Reflections r(Every(6, 0), 5);
  r.Put(Purpose::kSummary, 16, "first");
  r.Put(Purpose::kSummary, 22, "");
  r.Put(Purpose::kSummary, 28, "third");
  EXPECT_EQ(r.SummaryFor(15), "");
  EXPECT_EQ(r.SummaryFor(16), "first");
  EXPECT_EQ(r.SummaryFor(27), "first");
  EXPECT_EQ(r.SummaryFor(28), "third");
}

TEST(Reflections, InstructionsAreTakenOnceAndInTheirOrder) {
  Reflections r(Every(0, 4), 5);
  EXPECT_TRUE(r.TakeInstructions(14).empty());
  r.Put(Purpose::kInstruction, 14, "a");  // late: 14 was looked for before
  r.Put(Purpose::kInstruction, 18, "b");
  EXPECT_EQ(r.TakeInstructions(17), std::vector<std::string>{"a"});
  EXPECT_EQ(r.TakeInstructions(30), std::vector<std::string>{"b"});
  EXPECT_TRUE(r.TakeInstructions(30).empty());
}

TEST(Reflections, KeepOfAReplyWhatCanBeUsed) {
  EXPECT_EQ(TextOfReflection(Purpose::kInstruction, " \nLook at sizes.\n"), "Look at sizes.");
  EXPECT_EQ(TextOfReflection(Purpose::kInstruction, "```cpp\nint x;\n```"), "");
  EXPECT_EQ(TextOfReflection(Purpose::kInstruction, "<<<<<<< SEARCH"), "");
  EXPECT_EQ(TextOfReflection(Purpose::kInstruction, std::string(3000, 'x')), "");
  EXPECT_EQ(TextOfReflection(Purpose::kSummary, "```\nint x;\n```"), "```\nint x;\n```");
  std::string euros;
  for (int i = 0; i < 4000; ++i) euros += "\xe2\x82\xac";
  EXPECT_EQ(TextOfReflection(Purpose::kSummary, euros).size(), 8190u);  // whole characters of three bytes
}

}  // namespace
}  // namespace gauntlet
