#include "host/evaluate/stop_rule.h"

#include <gtest/gtest.h>

#include <limits>

#include "host/evaluate/evaluator.h"

namespace gauntlet {
namespace {

constexpr double kNever = std::numeric_limits<double>::lowest();

StopRule Rule(std::vector<double> least_sums) {
  StopRule rule{
      .objective = {.form = Objective::Form::kBoundedReduction, .metric = "misses", .reference = "fifo"},
      .references = std::vector<double>(least_sums.size(), 100),
      .least_sums = {}};
  rule.least_sums = std::move(least_sums);
  return rule;
}

std::vector<Simulation> Played(const std::vector<uint64_t>& misses) {
  std::vector<Simulation> played;
  for (const uint64_t m : misses)
    played.push_back({static_cast<uint32_t>(played.size()), {{"misses", true, m, 0}}, 0, 0});
  return played;
}

TEST(StopRule, StopsAfterTheFirstWorkloadWhereTheSumIsTooSmall) {
  const StopRule rule = Rule({kNever, 0.3, 0.5});
  EXPECT_EQ(StopsAfter(rule, Played({80, 90, 60})), std::nullopt)
      << "0.2 + 0.1 is just enough, and 0.7 more than that";
  EXPECT_EQ(StopsAfter(rule, Played({80, 91, 0})), 2u) << "0.29 is not, whatever came later";
  EXPECT_EQ(StopsAfter(rule, Played({100, 60, 91})), 3u);
  EXPECT_EQ(StopsAfter(rule, Played({200})), std::nullopt) << "nobody looks after the first";
}

TEST(StopRule, SaysNothingOfAMetricThatIsNotThereAndOfMoreWorkloadsThanItKnows) {
  std::vector<Simulation> others = Played({200, 200, 200});
  others[0].metrics[0].name = "hits";
  EXPECT_EQ(StopsAfter(Rule({0, 0, 0}), others), std::nullopt);
  EXPECT_EQ(StopsAfter(Rule({kNever}), Played({200, 200})), std::nullopt);
}

TEST(StopRule, KnowsScoresThatAreTheMetricItself) {
  StopRule rule = Rule({-5, -5});
  rule.objective.form = Objective::Form::kValue;
  EXPECT_EQ(StopsAfter(rule, Played({6, 0})), 1u) << "a cost";
  rule.objective.minimize = false;
  EXPECT_EQ(StopsAfter(rule, Played({6, 0})), std::nullopt) << "a gain";
}

}  // namespace
}  // namespace gauntlet
