#include "host/score/score.h"

#include <gtest/gtest.h>

namespace gauntlet {
namespace {

Metric Count(std::string name, uint64_t n) { return {.name = std::move(name), .is_count = true, .count = n}; }
WorkloadResult Misses(std::string name, uint64_t misses) {
  return {name, "train", name, {Count("misses", misses)}};
}

const Objective kReduction = {.form = Objective::Form::kBoundedReduction,
                              .metric = "misses",
                              .reference = "fifo_misses",
                              .minimize = true,
                              .bound = "belady_misses",
                              .bound_holds = "belady_is_bound"};

References Refs() {
  return {{"a", {Count("fifo_misses", 100), Count("belady_misses", 40), Count("belady_is_bound", 1)}},
          {"b", {Count("fifo_misses", 200), Count("belady_misses", 50), Count("belady_is_bound", 0)}}};
}

TEST(Score, IsTheMeanBoundedReductionAgainstTheReference) {
  // a: (100 - 80) / 100 = 0.2;  b: worse than FIFO: -(250 - 200) / 250 = -0.2
  EXPECT_DOUBLE_EQ(*Score(kReduction, {Misses("a", 80), Misses("b", 250)}, Refs()), 0.0);
  EXPECT_DOUBLE_EQ(*ScoreOne(kReduction, Misses("a", 80), Refs()), 0.2);
  EXPECT_DOUBLE_EQ(*ScoreOne(kReduction, Misses("b", 250), Refs()), -0.2);
}

TEST(Score, IsZeroWhereThePolicyEqualsTheReference) {
  EXPECT_EQ(*Score(kReduction, {Misses("a", 100)}, Refs()), 0.0);
}

TEST(Score, OfAMinimizedValueIsItsNegative) {
  EXPECT_DOUBLE_EQ(*Score({.metric = "misses"}, {Misses("a", 80), Misses("b", 20)}, {}), -50.0);
}

TEST(Score, NamesAMetricThatTheSimulatorDoesNotReport) {
  const auto score = Score({.metric = "cost"}, {Misses("a", 80)}, {});
  ASSERT_FALSE(score);
  EXPECT_NE(score.error().message.find("'cost'"), std::string::npos);
}

TEST(GapClosed, CountsOnlyWorkloadsWhereTheBoundHolds) {
  // a: from 90 to 65 of the 50 down to 40; b is left out: its bound does not hold.
  const auto share =
      GapClosed(kReduction, {Misses("a", 65), Misses("b", 60)}, {Misses("a", 90), Misses("b", 190)}, Refs());
  ASSERT_TRUE(share);
  EXPECT_DOUBLE_EQ(*share, 0.5);
  EXPECT_FALSE(GapClosed(kReduction, {Misses("b", 60)}, {Misses("b", 190)}, Refs()));
}

TEST(ByDataset, GivesPercentilesByNearestRank) {
  References refs;
  std::vector<WorkloadResult> workloads;
  for (uint64_t i = 1; i <= 10; ++i) {  // scores 0.1, 0.2, ... 1.0 of dataset d; one more of dataset e
    const std::string name = "w" + std::to_string(i);
    refs[name] = {Count("fifo_misses", 100)};
    workloads.push_back({name, "train", "d", {Count("misses", 100 - 10 * i)}});
  }
  refs["x"] = {Count("fifo_misses", 100)};
  workloads.push_back({"x", "train", "e", {Count("misses", 50)}});
  const auto all = ByDataset(kReduction, workloads, refs);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2u);
  const Distribution& d = all->at("d");
  EXPECT_EQ(d.workloads, 10u);
  EXPECT_NEAR(d.p10, 0.1, 1e-12);
  EXPECT_NEAR(d.p50, 0.5, 1e-12);
  EXPECT_NEAR(d.p90, 0.9, 1e-12);
  EXPECT_NEAR(d.mean, 0.55, 1e-12);
  EXPECT_EQ(all->at("e").p10, 0.5);
}

TEST(OverBound, IsTheMultipleOfTheBoundWhereItHolds) {
  const auto over = OverBound(kReduction, {Misses("a", 60), Misses("b", 60)}, Refs());
  ASSERT_TRUE(over);
  EXPECT_EQ(over->workloads, 1u) << "the bound of b does not hold";
  EXPECT_DOUBLE_EQ(over->mean, 1.5);
  EXPECT_DOUBLE_EQ(over->p90, 1.5);
  EXPECT_FALSE(OverBound(kReduction, {Misses("b", 60)}, Refs()));
  EXPECT_FALSE(OverBound({.metric = "misses"}, {Misses("a", 60)}, Refs())) << "no bound";
}

TEST(Aggregate, AddsCountsAndAveragesReals) {
  WorkloadResult a = Misses("a", 3), b = Misses("b", 4);
  a.metrics.push_back({.name = "miss_ratio", .real = 0.25});
  b.metrics.push_back({.name = "miss_ratio", .real = 0.75});
  const Metrics all = Aggregate({a, b});
  EXPECT_EQ(FindMetric(all, "misses")->count, 7u);
  EXPECT_DOUBLE_EQ(FindMetric(all, "miss_ratio")->real, 0.5);
}

}  // namespace
}  // namespace gauntlet
