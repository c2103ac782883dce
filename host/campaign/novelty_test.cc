#include "host/campaign/novelty.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace gauntlet {
namespace {

using ::testing::HasSubstr;

// `count` grams from `first` on.
std::vector<uint32_t> Grams(uint32_t first, size_t count) {
  std::vector<uint32_t> grams(count);
  std::iota(grams.begin(), grams.end(), first);
  return grams;
}

TEST(Novelty, TheDistanceIsTheShareOfPiecesThatOneOfThemHas) {
  EXPECT_EQ(GramDistance(Grams(0, 10), Grams(0, 10)), 0);
  EXPECT_EQ(GramDistance(Grams(0, 10), Grams(20, 10)), 1);
  EXPECT_DOUBLE_EQ(GramDistance(Grams(0, 9), Grams(1, 9)), 0.2) << "eight of ten are shared";
  EXPECT_DOUBLE_EQ(GramDistance(Grams(1, 9), Grams(0, 9)), 0.2);
  EXPECT_EQ(GramDistance({}, {}), 1) << "nobody knows";
}

TEST(Novelty, OfSketchesThatWereCutShortTheCommonSmallestCount) {
  EXPECT_EQ(GramDistance(Grams(0, kMostGrams), Grams(0, kMostGrams)), 0);
  EXPECT_EQ(GramDistance(Grams(0, kMostGrams), Grams(kMostGrams / 2, kMostGrams)), 0.5)
      << "beyond the first sketch's last one nothing is known of what the first has";
}

TEST(Novelty, NamesTheNearestOfThoseThatCountAndOfEqualsTheOldest) {
  Novelty novelty({.distance = 0.1});
  novelty.Put(1, Grams(0, 100));
  novelty.Put(2, Grams(3, 100));
  novelty.Put(4, Grams(0, 100));
  novelty.Put(5, {});
  const auto near = [&](uint32_t first, int64_t last) {
    return novelty.TooNear(Grams(first, 100), [last](int64_t number) { return number <= last; });
  };
  ASSERT_TRUE(near(1, 9));
  EXPECT_EQ(near(1, 9)->to, 1);
  EXPECT_EQ(near(2, 9)->to, 2) << "one away, the others two";
  EXPECT_EQ(near(2, 1)->to, 1);
  EXPECT_FALSE(near(2, 0)) << "nobody was there yet";
  EXPECT_FALSE(near(50, 9));
}

TEST(Novelty, SaysWhomAProposalRepeatsAndHowNearlyAndIsNoOtherDuplicate) {
  const Failure failure = FailureOf({.to = 12, .distance = 0.015});
  EXPECT_EQ(failure.detail["of"], 12);
  EXPECT_THAT(failure.reason, HasSubstr("candidate 12: only 1.5 %"));
  EXPECT_TRUE(IsNear(failure));
  EXPECT_FALSE(IsNear(Failure{VerdictKind::kDuplicate, Stage::kScreen, "the same", {{"of", 12}}}));
  EXPECT_FALSE(IsNear(Verdict::Ok()));
}

}  // namespace
}  // namespace gauntlet
