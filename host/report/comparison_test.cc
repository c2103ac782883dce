// Campaigns made by hand, side by side.
#include "host/report/comparison.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "host/store/campaign_file.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Compared : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "gauntlet-comparison-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  // Each candidate a second of a lane; `scores` of the confirmed ones from the seed on.
  std::string Campaign(const std::string& name, const std::vector<double>& scores, const Json& config,
                       const std::string& problem_hash = "11", double usd_each = 0) {
    const std::string path = (folder_ / name).string();
    const auto file = CampaignFile::Open(path, CampaignFile::Mode::kCreate);
    EXPECT_TRUE(file) << file.error().message;
    EXPECT_TRUE((*file)->PutFact("problem", {{"name", "toy"}, {"content_hash", problem_hash}}));
    EXPECT_TRUE((*file)->PutFact("config", config));
    std::vector<Candidate> rows;
    for (const double score : scores) {
      Candidate c;
      c.number = static_cast<int64_t>(rows.size());
      c.source = fmt::format("// {} {}\n", name, c.number);
      c.source_hash = HashText(c.source);
      c.generator = c.number == 0 ? "seed" : "mutate";
      if (c.number > 0) c.parents = {0};
      c.verdict = Verdict::Ok();
      c.score = score;
      c.confirmed = true;
      c.timing_ms = {{"total", 1000.0}};
      if (usd_each > 0 && c.number > 0)
        c.proposal =
            Proposal{.model = "m", .edit = "diff", .variant = "plain", .attempts = 1, .usd = usd_each};
      rows.push_back(c);
    }
    EXPECT_TRUE((*file)->AppendBatch(rows));
    return path;
  }
  static Json Config(int seed, const std::string& selector = "map_elites") {
    return {{"seed", seed}, {"candidates", 100 * seed}, {"selector", {{"kind", selector}}}};
  }
  static Comparison Read(const std::vector<std::string>& paths, std::optional<double> target = std::nullopt) {
    auto comparison = ReadComparison(paths, target);
    EXPECT_TRUE(comparison) << comparison.error().message;
    return *comparison;
  }

  fs::path folder_;
};

TEST_F(Compared, RunsThatDifferInSeedAndBudgetAreOneGroup) {
  const auto a = Campaign("a.db", {1, 2, 5, 3}, Config(1)), b = Campaign("b.db", {1, 4, 2}, Config(2)),
             c = Campaign("c.db", {1, 1, 1, 3}, Config(1, "greedy"));
  const Comparison all = Read({a, c, b});
  ASSERT_EQ(all.groups.size(), 2u);
  EXPECT_THAT(all.groups[0].runs, ElementsAre(0u, 2u));
  EXPECT_THAT(all.groups[1].runs, ElementsAre(1u));
  EXPECT_THAT(all.groups[0].name, HasSubstr("map_elites"));
  EXPECT_THAT(all.groups[1].name, HasSubstr("greedy"));
  EXPECT_EQ(Read({a, b}).groups.at(0).name, "all");
}

TEST_F(Compared, TheCurveOfAGroupIsTheSpreadOfItsRunsAsFarAsAllCame) {
  const auto a = Campaign("a.db", {1, 2, 5, 3}, Config(1)), b = Campaign("b.db", {1, 4, 2}, Config(2)),
             c = Campaign("c.db", {0, 3, 3}, Config(3));
  const ComparedGroup group = Read({a, b, c}).groups.at(0);
  ASSERT_EQ(group.curve.size(), 3u) << "b and c have three rows";
  const auto at = [&](size_t i) {
    const CurvePoint& p = group.curve[i];
    return std::vector<double>{static_cast<double>(p.candidates), p.low, p.median, p.high};
  };
  EXPECT_THAT(at(0), ElementsAre(1, 0, 1, 1));
  EXPECT_THAT(at(1), ElementsAre(2, 2, 3, 4));
  EXPECT_THAT(at(2), ElementsAre(3, 3, 4, 5));
}

TEST_F(Compared, TheTargetIsWhatAllHaveReachedUnlessItIsGiven) {
  const auto a = Campaign("a.db", {1, 2, 5, 3}, Config(1)), b = Campaign("b.db", {1, 4, 2}, Config(2));
  const Comparison all = Read({a, b});
  EXPECT_EQ(all.target, 4.0);
  EXPECT_FALSE(all.target_given);
  EXPECT_EQ(all.runs[0].to_target, 3);
  EXPECT_EQ(all.runs[0].to_target_s, 3.0);
  EXPECT_EQ(all.runs[1].to_target, 2);
  const Comparison given = Read({a, b}, 4.5);
  EXPECT_TRUE(given.target_given);
  EXPECT_EQ(given.runs[0].to_target, 3);
  EXPECT_FALSE(given.runs[1].to_target) << "b never got there, and that is no number";
  const Spread spread = SpreadOf(all, AllRuns(all), &ComparedRun::train);
  EXPECT_EQ(spread.median, 4.5);
  EXPECT_EQ(spread.low, 4.0);
  EXPECT_EQ(spread.high, 5.0);
}

TEST_F(Compared, WhatModelsBilledUntilTheTargetIsCountedWhereAnyWereAsked) {
  const auto a = Campaign("a.db", {1, 2, 5, 3}, Config(1), "11", 0.25),
             b = Campaign("b.db", {1, 4, 2}, Config(2));
  {
    const auto file = CampaignFile::Open(a, CampaignFile::Mode::kWrite);
    ASSERT_TRUE(file) << file.error().message;
    for (const int64_t number : {1, 2, 3})
      ASSERT_TRUE((*file)->AppendExchange({.candidate = number, .model = "m", .usd = 0.25}));
    ASSERT_TRUE(
        (*file)->AppendExchange({.purpose = Purpose::kSummary, .candidate = 2, .model = "m", .usd = 1}));
    ASSERT_TRUE(
        (*file)->AppendExchange({.purpose = Purpose::kSummary, .candidate = 9, .model = "m", .usd = 2}));
  }
  const Comparison both = Read({a, b});
  EXPECT_EQ(both.runs[0].usd, 3.75);
  EXPECT_EQ(both.runs[0].to_target, 3);
  EXPECT_EQ(both.runs[0].to_target_usd, 1.5);
  EXPECT_FALSE(both.runs[1].usd) << "it asked nobody, which is not the same as for nothing";
  EXPECT_FALSE(both.runs[1].to_target_usd);
}

TEST_F(Compared, OtherProblemsAreRefusedAndNoScoreIsNoNumber) {
  const auto a = Campaign("a.db", {1, 2}, Config(1)), other = Campaign("b.db", {1, 2}, Config(1), "22"),
             empty = Campaign("c.db", {}, Config(1));
  const auto refused = ReadComparison({a, other}, std::nullopt);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInput);
  EXPECT_THAT(refused.error().message, HasSubstr("b.db"));
  const Comparison with_empty = Read({a, empty});
  EXPECT_FALSE(with_empty.runs[1].train);
  EXPECT_FALSE(with_empty.target);
  EXPECT_EQ(RunTable(with_empty).rows.size(), 2u);
}

TEST_F(Compared, ThePageHoldsEachRunAndEscapesTheirNames) {
  const auto a = Campaign("<img src=x>.db", {1, 2}, Config(1)), b = Campaign("b.db", {1, 3}, Config(2));
  const std::string page = ComparisonPage(Read({a, b}));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("&lt;img src=x&gt;.db"));
  EXPECT_THAT(page, HasSubstr("b.db"));
}

}  // namespace
}  // namespace gauntlet
