#include "host/tune/strategy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <thread>

namespace gauntlet::tune {
namespace {

constexpr size_t kBudget = 400;

// Best at 0.3 in every coordinate: 0 there, less elsewhere.
double Hill(const UnitPoint& point) {
  double sum = 0;
  for (const double x : point) sum -= (x - 0.3) * (x - 0.3);
  return sum;
}

// What a step asks for of a function, until its budget is spent.
std::vector<UnitPoint> PointsOf(const Step& step, uint64_t seed, size_t dimensions = 3) {
  if (step.draw) return step.draw(dimensions, kBudget, seed);
  std::vector<UnitPoint> points;
  step.search({{UnitPoint(dimensions, 0.8)}, kBudget, seed},
              [&](const UnitPoint& point) -> std::optional<double> {
                if (points.size() == kBudget) return std::nullopt;
                points.push_back(point);
                return Hill(point);
              });
  return points;
}

std::vector<const Step*> AllSteps() {
  std::vector<const Step*> steps;
  for (const Strategy& strategy : Strategies())
    for (const Step& step : strategy.steps) steps.push_back(&step);
  return steps;
}

TEST(Strategies, StayInTheCubeAndWithinTheirBudget) {
  for (const Step* step : AllSteps()) {
    const auto points = PointsOf(*step, 1);
    EXPECT_GT(points.size(), 10u);
    EXPECT_LE(points.size(), kBudget);
    for (const UnitPoint& point : points)
      for (const double x : point) EXPECT_TRUE(x >= 0 && x <= 1) << x;
  }
}

TEST(Strategies, ComeCloseToTheBestOfASmoothFunction) {
  for (const Strategy& strategy : Strategies()) {
    double best = -1e9;
    for (const Step& step : strategy.steps)
      for (const UnitPoint& point : PointsOf(step, 1)) best = std::max(best, Hill(point));
    EXPECT_GT(best, strategy.steps.front().draw ? -0.05 : -0.01) << strategy.name;
  }
}

TEST(Strategies, ComeCloseInOneDimensionToo) {
  for (const Strategy& strategy : Strategies()) {
    double best = -1e9;
    for (const Step& step : strategy.steps)
      for (const UnitPoint& point : PointsOf(step, 1, 1)) best = std::max(best, Hill(point));
    EXPECT_GT(best, -0.001) << strategy.name;
  }
}

// NLopt's random numbers are a thread's own: what others search at the same time changes nothing.
TEST(Strategies, AreAFunctionOfTheirSeedWhateverRunsBeside) {
  for (const Step* step : AllSteps()) {
    const auto alone = PointsOf(*step, 7);
    std::vector<UnitPoint> beside;
    {
      std::jthread other([&] { PointsOf(*step, 8); });
      std::jthread same([&] { beside = PointsOf(*step, 7); });
    }
    EXPECT_EQ(alone, beside);
  }
}

TEST(Strategies, DrawEveryPartOfEveryCoordinateOnce) {
  const auto points = DrawLatinHypercube(4, 50, 3);
  for (size_t d = 0; d < 4; ++d) {
    std::set<int> parts;
    for (const UnitPoint& point : points) parts.insert(static_cast<int>(point[d] * 50));
    EXPECT_EQ(parts.size(), 50u);
  }
  EXPECT_NE(points, DrawLatinHypercube(4, 50, 4));
}

TEST(Strategies, ClimbAlongOneLiteralOverAStaircase) {
  double best = -1e9;
  SearchCompass({{UnitPoint{0.9, 0.9}}, 200, 1}, [&](const UnitPoint& point) -> std::optional<double> {
    const double score = -std::abs(std::floor(point[0] * 8) - 2) - std::abs(std::floor(point[1] * 8) - 5);
    best = std::max(best, score);
    return score;
  });
  EXPECT_EQ(best, 0);
}

TEST(Strategies, AreFoundByName) {
  EXPECT_EQ(FindStrategy("auto"), &Strategies().front());
  for (const Strategy& strategy : Strategies()) EXPECT_EQ(FindStrategy(strategy.name), &strategy);
  EXPECT_EQ(FindStrategy("best"), nullptr);
}

}  // namespace
}  // namespace gauntlet::tune
