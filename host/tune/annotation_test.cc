#include "host/tune/annotation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet::tune {
namespace {

using ::testing::HasSubstr;

TEST(Annotation, HoldsAnItemForEachNumberOfItsLine) {
  const auto found = FindAnnotations(
      "a = 1;  // tune: [0, 8]\n\nb = 2 * 3.5 + 4;//tune: no\nc = 2 * 3 + 4;  "
      "// tune: [1, 1e4] off [-2,2] linear [1,200] linear [1,3] log\n");
  ASSERT_TRUE(found.has_value()) << found.error().message;
  ASSERT_EQ(found->size(), 2u) << "without the blank it is prose";
  ASSERT_EQ(found->at(1).size(), 1u);
  EXPECT_EQ(found->at(1)[0].low, 0);
  EXPECT_EQ(found->at(1)[0].high, 8);
  const auto& items = found->at(4);
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(items[0].scale, Scale::kLog) << "it spans orders of magnitude";
  EXPECT_TRUE(items[1].off);
  EXPECT_EQ(items[2].scale, Scale::kLinear);
  EXPECT_EQ(items[3].scale, Scale::kLinear);
  EXPECT_EQ(items[4].scale, Scale::kLog);
}

TEST(Annotation, IsProseInsideAnotherComment) {
  EXPECT_TRUE(FindAnnotations("// write // tune: [what you like] behind it\n")->empty());
}

TEST(Annotation, SaysWhichLineIsWrongAndHow) {
  const auto error = [](const std::string& text) {
    const auto found = FindAnnotations("x\n" + text);
    EXPECT_FALSE(found.has_value()) << text;
    return found ? "" : found.error().message;
  };
  EXPECT_THAT(error("a = 1; // tune: [8, 0]"), HasSubstr("line 2: tune: [8, 0]: the first must be less"));
  EXPECT_THAT(error("a = 1; // tune: [0 8]"), HasSubstr("expected [low, high] or off"));
  EXPECT_THAT(error("a = 1; // tune: [0, many]"), HasSubstr("'many' is no number"));
  EXPECT_THAT(error("a = 1; // tune: [0, inf]"), HasSubstr("'inf' is no number"));
  EXPECT_THAT(error("a = 1; // tune: [0, 8] log"), HasSubstr("a log scale begins above 0"));
  EXPECT_THAT(error("a = 1; // tune:"), HasSubstr("expected [low, high] or off"));
  EXPECT_THAT(error("a = 1; // tune: [0, 8], it is"), HasSubstr("expected [low, high] or off"));
}

}  // namespace
}  // namespace gauntlet::tune
