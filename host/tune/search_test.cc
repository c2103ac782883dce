#include "host/tune/search.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <set>

namespace gauntlet::tune {
namespace {

// Two reals in [0, 1], the first at 0.5, the second at 0.25, and one integer in [0, 4] that does nothing.
Space MakeSpace() {
  std::vector<LiteralSite> sites(3);
  const double values[] = {0.5, 0.25};
  for (int i = 0; i < 2; ++i) {
    LiteralSite& site = sites[static_cast<size_t>(i)];
    site.begin = static_cast<uint32_t>(i), site.end = site.begin + 1, site.line = 1;
    site.parameter = i, site.type = "double", site.is_real = true,
    site.bits = std::bit_cast<uint64_t>(values[i]);
  }
  sites[2].begin = 2, sites[2].end = 3, sites[2].parameter = 2, sites[2].type = "int",
  sites[2].may_be_zero = true;
  auto space = Space::Of("abc", sites);
  EXPECT_TRUE(space.has_value());
  return std::move(*space);
}

double At(const Settings& settings, size_t i) { return std::bit_cast<double>(settings[i].bits); }

// Three workloads: the first two want the first literal at 0.9, the third wants it at 0.1. Above 0.95 it fails.
Played Play(const Settings& settings) {
  Played played;
  const double x = At(settings, 0);
  if (x > 0.95) {
    played.failed = "crash";
    return played;
  }
  played.scores = {-std::abs(x - 0.9), -std::abs(x - 0.9), -4 * std::abs(x - 0.1)};
  played.answers = {1, 2, 3};
  return played;
}

struct Counted {
  size_t plays = 0;
  std::optional<Played> operator()(const Settings& settings) {
    ++plays;
    return Play(settings);
  }
};

class SearchTest : public testing::Test {
 protected:
  SearchTest() : space_(MakeSpace()) { shared_.push_back({space_.Original(), Play(space_.Original())}); }
  Space space_;
  std::deque<Tried> shared_;
};

TEST_F(SearchTest, SeesItsWorkloadsAlone) {
  const Step compass{.search = SearchCompass};
  Counted counted;
  Search blind_to_third(space_, {0, 1}, shared_), all(space_, {0, 1, 2}, shared_);
  blind_to_third.Run(compass, 200, 1, std::ref(counted));
  all.Run(compass, 200, 1, std::ref(counted));
  EXPECT_NEAR(At(blind_to_third.Best().settings, 0), 0.9, 0.01);
  EXPECT_NEAR(At(all.Best().settings, 0), 0.1, 0.01);
  // What the third workload says changes not one point of who does not see it.
  Search again(space_, {0, 1}, shared_);
  again.Run(compass, 200, 1, [](const Settings& settings) {
    auto played = Play(settings);
    if (played.ok()) played.scores[2] = 1000;
    return std::optional(std::move(played));
  });
  ASSERT_EQ(again.own().size(), blind_to_third.own().size());
  for (size_t i = 0; i < again.own().size(); ++i)
    EXPECT_EQ(again.own()[i].settings, blind_to_third.own()[i].settings);
}

TEST_F(SearchTest, PlaysAVectorOnceAndKeepsToItsBudget) {
  for (const Strategy& strategy : Strategies())
    for (const Step& step : strategy.steps) {
      if (!step.search) continue;
      Search search(space_, {0}, shared_);
      Counted counted;
      search.Run(step, 30, 1, std::ref(counted));
      EXPECT_EQ(counted.plays, search.own().size()) << strategy.name;
      EXPECT_LE(counted.plays, 30u) << strategy.name;
      std::set<std::vector<uint64_t>> tables;
      for (const Tried& tried : search.own())
        EXPECT_TRUE(tables.insert(space_.Table(tried.settings)).second) << strategy.name;
    }
}

TEST_F(SearchTest, NeverTakesAFailureForItsBest) {
  for (const Strategy& strategy : Strategies())
    for (const Step& step : strategy.steps) {
      if (!step.search) continue;
      Search search(space_, {0, 1}, shared_);
      Counted counted;
      search.Run(step, 60, 1, std::ref(counted));
      EXPECT_TRUE(search.Best().played.ok()) << strategy.name;
      EXPECT_GE(search.GainOf(search.Best().played), 0) << strategy.name;
    }
}

TEST_F(SearchTest, StaysWithTheOriginalWhereAllFails) {
  Search search(space_, {0}, shared_);
  search.Run({.search = SearchCompass}, 50, 1,
             [](const Settings&) { return std::optional(Played{.failed = "timeout"}); });
  EXPECT_EQ(search.Best().settings, space_.Original());
}

TEST_F(SearchTest, TakesBackLiteralsThatDoNothing) {
  Search search(space_, {0, 1}, shared_);
  Counted counted;
  const Settings moved = space_.At(UnitPoint{0.9, 0.7, 0.9});
  const Settings trimmed = search.Trim(moved, std::ref(counted));
  EXPECT_EQ(trimmed[0], moved[0]);
  EXPECT_EQ(trimmed[1], space_.Original()[1]);
  EXPECT_EQ(trimmed[2], space_.Original()[2]);
  ASSERT_NE(search.Find(trimmed), nullptr);
  EXPECT_TRUE(search.Find(trimmed)->played.ok());
}

TEST_F(SearchTest, EndsWhenItIsStopped) {
  Search search(space_, {0}, shared_);
  size_t asked = 0;
  search.Run({.search = SearchCrs2}, 1000, 1, [&](const Settings& settings) -> std::optional<Played> {
    if (++asked > 5) return std::nullopt;
    return Play(settings);
  });
  EXPECT_EQ(asked, 6u);
}

}  // namespace
}  // namespace gauntlet::tune
