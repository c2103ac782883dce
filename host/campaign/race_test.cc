#include "host/campaign/race.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/rng.h"
#include "host/evaluate/evaluator.h"

namespace gauntlet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Three workloads; what the oracle misses on each of them.
struct Course {
  std::vector<Workload> workloads;
  References references;
  Objective objective{.form = Objective::Form::kBoundedReduction,
                      .metric = "misses",
                      .reference = "fifo",
                      .bound = "oracle",
                      .bound_holds = "holds"};
  CampaignConfig config;

  explicit Course(RaceMode mode, const std::vector<uint64_t>& requests = {100, 100, 100}) {
    config.race = mode;
    config.selector.kind = "greedy";
    for (size_t i = 0; i < requests.size(); ++i) {
      workloads.push_back({.name = std::string(1, static_cast<char>('a' + i)), .request_count = requests[i]});
      references[workloads[i].name] = {
          {"fifo", true, 100, 0}, {"oracle", true, 40, 0}, {"holds", true, 1, 0}};
    }
  }

  Race Begin() const {
    auto race = Race::Make(config, objective, workloads, references);
    EXPECT_TRUE(race) << race.error().message;
    return std::move(*race);
  }

  Candidate Row(int64_t number, const std::vector<uint64_t>& misses) const {
    Candidate row;
    row.number = number;
    row.verdict = Verdict::Ok();
    row.confirmed = true;
    for (size_t i = 0; i < misses.size(); ++i)
      row.workloads.push_back({workloads[i].name, "train", "t", {{"misses", true, misses[i], 0}}});
    return row;
  }
};

std::vector<Simulation> Played(const RacePlan& plan, const std::vector<uint64_t>& misses) {
  std::vector<Simulation> played;
  for (const uint32_t workload : plan.order)
    played.push_back({workload, {{"misses", true, misses[workload], 0}}, 0, 0});
  return played;
}

TEST(Race, PlaysFirstWhatTakesMostOfTheBoundAwayForItsCost) {
  const Course course(RaceMode::kSound, {100, 100, 10});
  Race race = course.Begin();
  EXPECT_EQ(race.plan(), nullptr);
  ASSERT_TRUE(race.Learn(course.Row(0, {60, 90, 70})));
  ASSERT_NE(race.plan(), nullptr);
  EXPECT_THAT(race.plan()->order, ElementsAre(2, 1, 0))
      << "c is cheap, and the seed leaves more on b than on a";
  EXPECT_THAT(race.plan()->checkpoints, ElementsAre(1, 2));
  const auto plan = race.plan();
  ASSERT_TRUE(race.Learn(course.Row(1, {50, 50, 50})));
  EXPECT_EQ(race.plan(), plan) << "what is sound does not depend on who was there";
  const Json fact = *race.Fact();
  EXPECT_EQ(fact["order"], (Json{"c", "b", "a"}));
  EXPECT_EQ(fact["requests"], 210);
  EXPECT_EQ(fact["checkpoints"][1], (Json{{"workloads", 2}, {"requests", 110}}));
}

TEST(Race, SoundlyStopsNobodyWhoCouldStillReachTheFloor) {
  const Course course(RaceMode::kSound);
  Race race = course.Begin();
  ASSERT_TRUE(race.Learn(course.Row(0, {90, 90, 90})));
  const RacePlan& plan = *race.plan();
  Rng rng(3);
  int stopped = 0, passed = 0;
  for (int i = 0; i < 20000; ++i) {
    std::vector<uint64_t> misses;
    double score = 0;
    for (int w = 0; w < 3; ++w) {
      misses.push_back(40 + rng.Below(110));
      score += ScoreOne(course.objective, course.Row(1, misses).workloads.back(), course.references).value();
    }
    const double floor = rng.Unit() * 0.6;
    const bool stops = StopsAfter(plan.RuleFor(floor), Played(plan, misses)).has_value();
    ++(stops ? stopped : passed);
    EXPECT_FALSE(stops && score / 3 > floor);
  }
  EXPECT_GT(stopped, 1000);
  EXPECT_GT(passed, 1000);
}

TEST(Race, StopsWhereTheOracleItselfWouldOnlyReachTheFloorLessABit) {
  const Course course(RaceMode::kSound, {100, 100});
  Race race = course.Begin();
  ASSERT_TRUE(race.Learn(course.Row(0, {90, 90})));
  const RacePlan& plan = *race.plan();
  const auto stops = [&](double floor) { return StopsAfter(plan.RuleFor(floor), Played(plan, {70, 70})); };
  EXPECT_EQ(stops(0.45), std::nullopt) << "0.3 here and 0.6 there are 0.45";
  EXPECT_EQ(stops(0.4501), 1u);
  EXPECT_EQ(stops(-std::numeric_limits<double>::infinity()), std::nullopt);
  EXPECT_THAT(plan.MeansAt(Played(plan, {70, 70})), ElementsAre(testing::DoubleEq(0.3)));
}

TEST(Race, ReckonsWithLittleMoreThanWasReachedWhereThatIsAsked) {
  const Course course(RaceMode::kLikely, {100, 100});
  Race race = course.Begin();
  ASSERT_TRUE(race.Learn(course.Row(0, {90, 90})));
  EXPECT_THAT(race.plan()->most,
              ElementsAre(testing::DoubleNear(0.15, 1e-9), testing::DoubleNear(0.15, 1e-9)));
  ASSERT_TRUE(race.Learn(course.Row(1, {50, 95})));
  EXPECT_THAT(race.plan()->most,
              ElementsAre(testing::DoubleNear(0.51, 1e-9), testing::DoubleNear(0.15, 1e-9)));
  Candidate unconfirmed = course.Row(2, {41, 41});
  unconfirmed.confirmed = false;
  ASSERT_TRUE(race.Learn(unconfirmed));
  EXPECT_THAT(race.plan()->most.front(), testing::DoubleNear(0.51, 1e-9)) << "a hint is no score";
}

TEST(Race, LooksAtFewPlacesHoweverManyWorkloadsThereAre) {
  const Course course(RaceMode::kSound, std::vector<uint64_t>(60, 1000));
  Race race = course.Begin();
  ASSERT_TRUE(race.Learn(course.Row(0, std::vector<uint64_t>(60, 90))));
  const auto& checkpoints = race.plan()->checkpoints;
  EXPECT_GE(checkpoints.size(), 6u);
  EXPECT_LE(checkpoints.size(), Race::kMostCheckpoints + 1);
  EXPECT_TRUE(std::ranges::is_sorted(checkpoints));
  EXPECT_LT(checkpoints.back(), 60u);
}

TEST(Race, SaysWhyThereIsNone) {
  const auto off = [](const Course& course) {
    Race race = course.Begin();
    EXPECT_TRUE(race.Learn(course.Row(0, std::vector<uint64_t>(course.workloads.size(), 90))));
    EXPECT_EQ(race.plan(), nullptr);
    return race.off();
  };
  Course course(RaceMode::kSound);
  course.config.selector = {.kind = "nsga2", .dimensions = {{.name = "nodes"}}};
  EXPECT_THAT(off(course), HasSubstr("nsga2 cannot tell"));
  course = Course(RaceMode::kSound, {100});
  EXPECT_THAT(off(course), HasSubstr("one workload only"));
  course = Course(RaceMode::kSound);
  course.objective.form = Objective::Form::kValue;
  course.references["b"][2].count = 0;
  EXPECT_THAT(off(course), HasSubstr("bound of the score on workload b"));
  course.config.race = RaceMode::kOff;
  EXPECT_EQ(off(course), "");
}

TEST(Race, TakesWhatNoCountCanPassWhereTheOracleIsNone) {
  Course course(RaceMode::kSound, {100, 100});
  course.references["a"][2].count = 0;  // it does not hold
  Race race = course.Begin();
  ASSERT_TRUE(race.Learn(course.Row(0, {90, 90})));
  EXPECT_THAT(race.plan()->order, ElementsAre(0, 1));
  EXPECT_THAT(race.plan()->most, ElementsAre(1.0, testing::DoubleEq(0.6)));
}

TEST(Race, RefusesRowsOfOtherWorkloads) {
  const Course course(RaceMode::kSound);
  Race race = course.Begin();
  ASSERT_TRUE(race.Learn(course.Row(0, {90, 90, 90})));
  const auto learned = race.Learn(course.Row(1, {90, 90}));
  ASSERT_FALSE(learned);
  EXPECT_THAT(learned.error().message, HasSubstr("other workloads"));
}

}  // namespace
}  // namespace gauntlet
