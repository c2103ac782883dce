// What single kinds of selectors do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "host/select/pareto.h"
#include "host/select/test_elites.h"

namespace gauntlet {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

// How often each elite is the main parent of `children` children.
std::map<int64_t, int> Mains(const Selector& selector, int children) {
  Rng rng(1);
  std::map<int64_t, int> mains;
  for (int64_t child = 0; child < children; ++child) ++mains[selector.Choose(rng, child).main];
  return mains;
}

Elite Scored(int64_t number, double score, uint32_t island = 0) {
  return {.number = number, .score = score, .features = {1, 1}, .island = island};
}

void Learn(Selector& selector, int64_t number, std::vector<int64_t> parents,
           std::optional<double> score = std::nullopt, uint32_t island = 0) {
  selector.Learn({.number = number, .parents = parents, .island = island, .score = score});
}

TEST(MapElites, TellsWhatIsNeededInACellAndWhatInAnyOfARow) {
  auto selector = Make(Config("map_elites"));
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  for (int branches = 0; branches < 10; branches += 2)
    selector->Insert(
        {.number = branches, .score = 0.1 * branches, .features = {1, static_cast<double>(branches)}});
  EXPECT_EQ(selector->Floor({.features = {1, 4}}), 0.4);
  EXPECT_EQ(selector->Floor({.features = {1, unknown}}), 0.0) << "the worst of five inhabited cells";
  EXPECT_TRUE(std::isinf(*selector->Floor({.features = {unknown, 4}}))) << "five of those six are empty";
  selector->Remove(4);
  EXPECT_TRUE(std::isinf(*selector->Floor({.features = {1, unknown}})));
}

TEST(Islands, BreedApartButForMigrantsFromTheIslandBefore) {
  auto selector = Make(Config("islands", {{"islands", 3}, {"migration_every", 4}, {"crossover", 0.5}}));
  for (int64_t n = 0; n < 30; ++n)
    selector->Insert({.number = n,
                      .score = static_cast<double>(n),
                      .features = {1, 1},
                      .island = static_cast<uint32_t>(n % 3)});
  Rng rng(1);
  for (int64_t child = 0; child < 300; ++child) {
    const Parents parents = selector->Choose(rng, child);
    const int64_t home = child % 3;
    EXPECT_EQ(parents.island, home);
    const bool migrates = child / 3 % 4 == 3;
    EXPECT_EQ(parents.main % 3, migrates ? (home + 2) % 3 : home);
    if (parents.other >= 0) EXPECT_EQ(parents.other % 3, home);
  }
}

TEST(Islands, AreSettledFromWhereSomebodyLives) {
  auto selector = Make(Config("islands", {{"islands", 5}}));
  selector->Insert({.number = 0, .score = 0, .features = {1, 1}, .island = 0});
  Rng rng(1);
  for (int64_t child = 1; child < 11; ++child) {
    EXPECT_EQ(selector->Choose(rng, child).main, 0);
    EXPECT_EQ(selector->Choose(rng, child).island, child % 5);
  }
}

TEST(Islands, TakeMigrantsAsTheirTopologySays) {
  for (const std::string topology : {"ring", "star", "complete"}) {
    auto selector =
        Make(Config("islands", {{"migration_every", 2}, {"topology", topology}, {"crossover", 0}}));
    for (int64_t n = 0; n < 4; ++n) selector->Insert(Scored(n, 1, static_cast<uint32_t>(n)));
    Rng rng(1);
    std::map<int64_t, std::set<int64_t>> from;  // island to islands
    for (int64_t child = 0; child < 96; ++child)
      if (child / 4 % 2 == 1) from[child % 4].insert(selector->Choose(rng, child).main);
    using Sources = std::set<int64_t>;
    if (topology == "ring") {
      EXPECT_EQ(from, (std::map<int64_t, Sources>{{0, {3}}, {1, {0}}, {2, {1}}, {3, {2}}}));
    } else if (topology == "star") {
      EXPECT_EQ(from, (std::map<int64_t, Sources>{{0, {1, 2, 3}}, {1, {0}}, {2, {0}}, {3, {0}}}));
    } else {
      EXPECT_EQ(from,
                (std::map<int64_t, Sources>{{0, {1, 2, 3}}, {1, {0, 2, 3}}, {2, {0, 1, 3}}, {3, {0, 1, 2}}}));
    }
  }
  const auto wrong = MakeSelector(Config("islands", {{"topology", "torus"}}));
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message,
              HasSubstr("topology must be one of ring, star, complete, not \"torus\""));
  EXPECT_FALSE(MakeSelector(Config("islands", {{"topology", 1}})));
}

TEST(Islands, AreEmptiedWhenTheyStandStillButNotWhereTheBestLives) {
  auto selector = Make(Config("islands", {{"islands", 2}, {"restart_after", 3}, {"migration_every", 0}}));
  selector->Insert(Scored(0, 5, 0));
  Learn(*selector, 0, {}, 5, 0);
  selector->Insert(Scored(1, 1, 1));
  Learn(*selector, 1, {0}, 1, 1);
  for (int64_t n = 2; n < 6; n += 2) {  // two on each
    Learn(*selector, n, {0}, std::nullopt, 0);
    Learn(*selector, n + 1, {1}, std::nullopt, 1);
  }
  EXPECT_EQ(Numbers(*selector), (std::vector<int64_t>{0, 1}));
  Learn(*selector, 6, {0}, std::nullopt, 0);
  EXPECT_EQ(selector->Learn({.number = 7, .parents = {}, .island = 1}), std::vector<int64_t>{1});
  EXPECT_EQ(Numbers(*selector), std::vector<int64_t>{0});
  Rng rng(1);
  EXPECT_EQ(selector->Choose(rng, 9).main, 0);  // settled from the neighbour
  EXPECT_EQ(selector->Choose(rng, 9).island, 1u);
  selector->Insert(Scored(9, 2, 1));
  Learn(*selector, 9, {0}, 2, 1);
  EXPECT_EQ(selector->Choose(rng, 11).main, 9);
}

TEST(Islands, BecomeMoreWhenNothingGetsBetter) {
  auto selector = Make(Config("islands", {{"islands", 2}, {"spawn_after", 4}, {"most_islands", 3}}));
  selector->Insert(Scored(0, 5));
  Learn(*selector, 0, {}, 5);
  const auto islands = [&] {
    Rng rng(1);
    std::set<uint32_t> all;
    for (int64_t child = 0; child < 60; ++child) all.insert(selector->Choose(rng, child).island);
    return all.size();
  };
  for (int64_t n = 1; n < 4; ++n) Learn(*selector, n, {0});
  selector->Insert(Scored(4, 6));
  Learn(*selector, 4, {0}, 6);  // in time
  for (int64_t n = 5; n < 8; ++n) Learn(*selector, n, {4});
  EXPECT_EQ(islands(), 2u);
  Learn(*selector, 8, {4});
  EXPECT_EQ(islands(), 3u);
  for (int64_t n = 9; n < 40; ++n) Learn(*selector, n, {4});
  EXPECT_EQ(islands(), 3u);
}

TEST(PowerLaw, ChoosesByRankAndNotByScore) {
  auto selector = Make(Config("power_law", {{"alpha", 1}}));
  for (int64_t n = 0; n < 4; ++n) selector->Insert(Scored(n, n == 3 ? 1e9 : static_cast<double>(n)));
  const auto mains = Mains(*selector, 25000);  // 12 : 6 : 4 : 3
  EXPECT_NEAR(mains.at(3), 12000, 500);
  EXPECT_NEAR(mains.at(2), 6000, 500);
  EXPECT_NEAR(mains.at(1), 4000, 500);
  EXPECT_NEAR(mains.at(0), 3000, 500);
  auto uniform = Make(Config("power_law", {{"alpha", 0}}));
  for (int64_t n = 0; n < 4; ++n) uniform->Insert(Scored(n, static_cast<double>(n)));
  EXPECT_NEAR(Mains(*uniform, 10000).at(0), 2500, 300);
}

TEST(Weighted, PrefersWhatIsAboveTheMedianAndHasFewChildren) {
  auto selector = Make(Config("weighted", {{"sharpness", 1}}));
  for (int64_t n = 0; n < 3; ++n) selector->Insert(Scored(n, static_cast<double>(n)));
  // Sigmoids of -1, 0, 1: 0.269, 0.5, 0.731 of 1.5.
  auto mains = Mains(*selector, 15000);
  EXPECT_NEAR(mains.at(0), 2690, 300);
  EXPECT_NEAR(mains.at(1), 5000, 300);
  EXPECT_NEAR(mains.at(2), 7310, 300);
  for (int64_t n = 3; n < 6; ++n) Learn(*selector, n, {2, 1});  // three children each, all failed
  mains = Mains(*selector, 15000);                              // 0.269, 0.125, 0.183 of 0.577
  EXPECT_NEAR(mains.at(0), 6995, 300);
  EXPECT_NEAR(mains.at(1), 3252, 300);
  EXPECT_NEAR(mains.at(2), 4753, 300);
}

TEST(Weighted, DoesNotDependOnTheUnitOfScores) {
  std::vector<std::map<int64_t, int>> mains;
  for (const double unit : {1e-6, 1.0, 1e9}) {
    auto selector = Make(Config("weighted"));
    for (int64_t n = 0; n < 8; ++n) selector->Insert(Scored(n, unit * static_cast<double>(1 << n)));
    mains.push_back(Mains(*selector, 500));
  }
  EXPECT_EQ(mains[0], mains[1]);
  EXPECT_EQ(mains[2], mains[1]);
}

TEST(Weighted, CountsForClonesApart) {
  auto selector = Make(Config("weighted"));
  for (int64_t n = 0; n < 2; ++n) selector->Insert(Scored(n, static_cast<double>(n)));
  const auto before = Mains(*selector, 300);
  auto clone = selector->Clone();
  for (int64_t n = 2; n < 60; ++n) Learn(*selector, n, {1});
  EXPECT_EQ(Mains(*clone, 300), before);
  EXPECT_LT(Mains(*selector, 300)[1], before.at(1));
}

TEST(Adaptive, LooksAroundMoreTheLongerNothingGetsBetter) {
  auto selector = Make(Config(
      "adaptive", {{"patience", 20}, {"explore_least", 0}, {"explore_most", 1}, {"tournament_size", 1000}}));
  for (int64_t n = 0; n < 10; ++n) {
    selector->Insert(Scored(n, static_cast<double>(n)));
    Learn(*selector, n, {}, static_cast<double>(n));
  }
  // The best is chosen unless somebody explores, who finds it in one of ten draws.
  const auto share = [&](int64_t best) { return Mains(*selector, 4000)[best] / 4000.0; };
  const double fresh = share(9);
  for (int64_t n = 10; n < 20; ++n) Learn(*selector, n, {9});
  const double later = share(9);
  for (int64_t n = 20; n < 60; ++n) Learn(*selector, n, {9});
  EXPECT_GT(fresh, later + 0.2);
  EXPECT_NEAR(share(9), 0.1, 0.03);
  // The last digit changes little, a leap all.
  selector->Insert(Scored(60, 9.0001));
  Learn(*selector, 60, {9}, 9.0001);
  EXPECT_NEAR(share(60), 1.0 / 11, 0.03);
  selector->Insert(Scored(61, 1000));
  Learn(*selector, 61, {9}, 1000);
  EXPECT_GT(share(61), 0.95);
}

TEST(Adaptive, ChecksItsRange) {
  const auto made = MakeSelector(Config("adaptive", {{"explore_least", 0.5}, {"explore_most", 0.4}}));
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("explore_least must not be above explore_most"));
}

TEST(Nsga2, KeepsWhatNobodyBeatsInEverything) {
  auto selector = Make(Config("nsga2", {{"archive_size", 3}, {"pareto", {{"nodes", "less"}}}}));
  const auto insert = [&](int64_t number, double score, double nodes) {
    return selector->Insert({.number = number, .score = score, .features = {nodes, 0}});
  };
  EXPECT_TRUE(insert(0, 1, 100));
  EXPECT_TRUE(insert(1, 2, 200));
  EXPECT_TRUE(insert(2, 0.5, 150));  // dominated, but there is room
  EXPECT_TRUE(insert(3, 3, 300));    // in place of 2
  EXPECT_EQ(Numbers(*selector), (std::vector<int64_t>{3, 1, 0}));
  EXPECT_FALSE(insert(4, 2, 200));  // the same as 1
  EXPECT_FALSE(insert(5, 1.9, 250));
  EXPECT_TRUE(insert(6, 2.5, 110));  // beats 1
  EXPECT_EQ(Numbers(*selector), (std::vector<int64_t>{3, 6, 0}));
  EXPECT_FALSE(insert(7, 2.4, 108));  // on the front, but crowded and younger
  EXPECT_TRUE(insert(8, 1.5, 20));    // beats 0
  EXPECT_EQ(Numbers(*selector), (std::vector<int64_t>{3, 6, 8}));
}

TEST(Nsga2, KnowsWhichWayIsBetter) {
  for (const std::string direction : {"less", "more"}) {
    auto selector = Make(Config("nsga2", {{"archive_size", 1}, {"pareto", {{"nodes", direction}}}}));
    selector->Insert({.number = 0, .score = 1, .features = {100, 0}});
    const Elite shorter = {.number = 1, .score = 0.5, .features = {10, 0}};
    const Elite longer = {.number = 2, .score = 0.5, .features = {1000, 0}};
    EXPECT_FALSE(selector->WouldKeep(shorter));  // the best by score stays
    EXPECT_FALSE(selector->WouldKeep(longer));
    auto pair = Make(Config("nsga2", {{"archive_size", 2}, {"pareto", {{"nodes", direction}}}}));
    for (const Elite& elite : {Scored(0, 1), shorter, longer}) pair->Insert(elite);
    pair->Insert({.number = 3, .score = 2, .features = {100, 0}});
    EXPECT_EQ(Numbers(*pair).size(), 2u);
    EXPECT_EQ(Numbers(*pair).front(), 3);
    EXPECT_EQ(Numbers(*pair).back(), direction == "less" ? 0 : 2);
  }
}

TEST(Nsga2, SaysWhatIsWrongWithItsObjectives) {
  const auto error = [](const Json& pareto) {
    const auto made = MakeSelector(Config("nsga2", {{"pareto", pareto}}));
    EXPECT_FALSE(made);
    return made ? std::string() : made.error().message;
  };
  EXPECT_THAT(error("nodes"), HasSubstr("pareto must map dimensions to less or more"));
  EXPECT_THAT(error({{"loops", "less"}}), HasSubstr("no dimension loops"));
  EXPECT_THAT(error({{"nodes", "down"}}), HasSubstr("nodes is \"down\""));
  EXPECT_THAT(error({{"nodes", 1}}), HasSubstr("nodes is 1"));
}

TEST(Nsga2, TakesWhatIsNoNumberForTheWorst) {
  auto selector = Make(Config("nsga2", {{"archive_size", 2}}));
  selector->Insert({.number = 0, .score = 1, .features = {5, 1}});
  EXPECT_TRUE(selector->Insert({.number = 1, .score = 0.9, .features = {std::nan(""), 1}}));
  EXPECT_TRUE(selector->Insert({.number = 2, .score = 0.9, .features = {1e6, 1}}));
  EXPECT_THAT(Numbers(*selector), UnorderedElementsAre(0, 2));
}

TEST(ParetoStandings, AreThoseOfTheDefinition) {
  Rng rng(1);
  for (int round = 0; round < 50; ++round) {
    std::vector<Objectives> points;
    for (int i = 0; i < 30; ++i)
      points.push_back({static_cast<double>(rng.Below(8)), static_cast<double>(rng.Below(8)),
                        static_cast<double>(rng.Below(3))});
    const auto standings = ParetoStandings(points);
    for (size_t i = 0; i < points.size(); ++i) {
      uint32_t front = 0;  // one more than the last front of those that beat it
      for (size_t j = 0; j < points.size(); ++j)
        if (Dominates(points[j], points[i])) front = std::max(front, standings[j].front + 1);
      ASSERT_EQ(standings[i].front, front);
    }
  }
}

TEST(ParetoStandings, SayHowFarApartNeighboursAre) {
  const auto standings = ParetoStandings({{0, 10}, {1, 8}, {4, 4}, {10, 0}});
  EXPECT_EQ(standings[0].crowding, std::numeric_limits<double>::infinity());
  EXPECT_EQ(standings[3].crowding, std::numeric_limits<double>::infinity());
  EXPECT_DOUBLE_EQ(standings[1].crowding, 0.4 + 0.6);
  EXPECT_DOUBLE_EQ(standings[2].crowding, 0.9 + 0.8);
  EXPECT_TRUE(standings[2].Beats(standings[1]));
}

}  // namespace
}  // namespace gauntlet
