#include "host/campaign/cascade.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "host/campaign/search.h"
#include "host/campaign/test_worker.h"

namespace gauntlet {
namespace {

Candidate Measured(std::vector<double> stage_scores) {
  Candidate c;
  c.verdict = Verdict::Ok();
  c.stage_scores = std::move(stage_scores);
  return c;
}

TEST(CascadeBars, LetAllPassWhileTooFewAreKnown) {
  Cascade cascade({{.sample_rate = 0.1, .keep_share = 0.5}});
  for (size_t i = 0; i + 1 < Cascade::kEnough; ++i) cascade.Add(Measured({1}));
  ASSERT_EQ(cascade.Bars().size(), 1u);
  EXPECT_TRUE(GoesOn(-1e9, cascade.Bars()[0]));
  cascade.Add(Measured({1}));
  EXPECT_FALSE(GoesOn(-1e9, cascade.Bars()[0]));
}

TEST(CascadeBars, AreWhatTheShareToKeepHasReached) {
  Cascade half({{.sample_rate = 0.1, .keep_share = 0.5}}),
      quarter({{.sample_rate = 0.1, .keep_share = 0.25}});
  for (const double score : {3, 8, 1, 6, 5, 2, 7, 4}) {
    half.Add(Measured({score}));
    quarter.Add(Measured({score}));
  }
  EXPECT_EQ(half.Bars(), std::vector<double>{5});
  EXPECT_EQ(quarter.Bars(), std::vector<double>{7});
  EXPECT_TRUE(GoesOn(5, 5)) << "who reaches the bar goes on";
  EXPECT_FALSE(GoesOn(std::nextafter(5, 0), 5));
}

TEST(CascadeBars, StandOpenWhenAllAreToBeKept) {
  Cascade cascade({{.sample_rate = 0.1, .keep_share = 1}});
  for (int i = 0; i < 20; ++i) cascade.Add(Measured({double(i)}));
  EXPECT_TRUE(GoesOn(-1, cascade.Bars()[0]));
}

TEST(CascadeBars, ForgetWhatLiesLongBack) {
  Cascade cascade({{.sample_rate = 0.1, .keep_share = 0.5}});
  for (int i = 0; i < 100; ++i) cascade.Add(Measured({1000}));
  for (size_t i = 0; i < Cascade::kRemembered; ++i) cascade.Add(Measured({1}));
  EXPECT_EQ(cascade.Bars()[0], 1);
}

TEST(CascadeBars, OfEachStageFollowFromThoseThatReachedIt) {
  Cascade cascade({{.sample_rate = 0.01, .keep_share = 0.5}, {.sample_rate = 0.1, .keep_share = 0.5}});
  for (int i = 0; i < 16; ++i) cascade.Add(i % 2 ? Measured({1, 10}) : Measured({0}));
  EXPECT_EQ(cascade.Bars(), (std::vector<double>{1, 10}));
}

TEST(CascadeBars, IgnoreFailuresAndWhatIsNoNumber) {
  Cascade cascade({{.sample_rate = 0.1, .keep_share = 0.5}});
  for (int i = 0; i < 10; ++i) cascade.Add(Measured({1}));
  Candidate failed = Measured({9});
  failed.verdict = Failure{VerdictKind::kCrash, Stage::kEvaluate, "null pointer"};
  for (int i = 0; i < 20; ++i) {
    cascade.Add(failed);
    cascade.Add(Measured({std::numeric_limits<double>::quiet_NaN()}));
  }
  EXPECT_EQ(cascade.Bars()[0], 1);
  EXPECT_TRUE(GoesOn(std::numeric_limits<double>::quiet_NaN(), 1));
}

TEST(CascadeBars, OfAProposalFollowFromTheRowsAWindowBack) {
  CampaignConfig config;
  config.window = 4;
  config.selector.kind = "greedy";
  config.cascade = {{.sample_rate = 0.1, .keep_share = 0.5}};
  const auto none = [](int64_t) -> Result<std::string> {
    return Fail(ErrorKind::kInternalError, "not stored");
  };
  auto search = Search::Make(config, kTestSeedSource, 0, none);
  ASSERT_TRUE(search);
  std::vector<Candidate> rows;
  for (int64_t n = 0; n < 40; ++n) {
    while (const auto job = (*search)->Next(1000)) {
      Cascade then(config.cascade);
      for (int64_t row = 0; row <= job->number - config.window; ++row)
        then.Add(rows[static_cast<size_t>(row)]);
      EXPECT_EQ(job->stage_bars, then.Bars()) << job->number;
    }
    Candidate c = Measured({static_cast<double>(n * 7 % 11)});
    c.number = n;
    c.source = "policy " + std::to_string(n);
    c.source_hash = c.tree_hash = HashText(c.source);
    if (n % 3 == 0) c.score = c.stage_scores[0], c.confirmed = true;  // the others were stopped
    ASSERT_TRUE((*search)->Apply(c));
    EXPECT_FALSE(c.in_archive && !c.score);
    rows.push_back(std::move(c));
  }
}

TEST(RankCorrelation, IsOneForEqualOrderAndMinusOneForTheReverse) {
  const std::vector<double> a = {1, 2, 3, 4}, b = {10, 20, 21, 400}, c = {4, 3, 2, 1};
  EXPECT_DOUBLE_EQ(*RankCorrelation(a, b), 1);
  EXPECT_DOUBLE_EQ(*RankCorrelation(a, c), -1);
}

TEST(RankCorrelation, GivesEqualValuesTheirMeanRank) {
  const std::vector<double> a = {1, 2, 2, 3}, b = {1, 3, 2, 4};
  EXPECT_NEAR(*RankCorrelation(a, b), 4.5 / std::sqrt(4.5 * 5), 1e-12);  // ranks 1, 2.5, 2.5, 4
}

TEST(RankCorrelation, IsNotDefinedForTooFewOrAllEqual) {
  const std::vector<double> two = {1, 2}, equal = {1, 1, 1}, three = {1, 2, 3};
  EXPECT_FALSE(RankCorrelation(two, two));
  EXPECT_FALSE(RankCorrelation(equal, three));
}

}  // namespace
}  // namespace gauntlet
