#include "host/select/selector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "host/select/test_elites.h"

namespace gauntlet {
namespace {

using ::testing::HasSubstr;

class EveryKind : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Selector, EveryKind, ::testing::ValuesIn(SelectorKinds()),
                         [](const auto& info) { return info.param; });

TEST_P(EveryKind, KeepsExactlyWhatItSaidItWouldKeep) {
  auto selector = Make(Config(GetParam()));
  Rng rng(1);
  int kept = 0, refused = 0;
  for (int64_t n = 0; n < 3000; ++n) {
    const Elite elite = RandomElite(rng, n);
    const bool would = selector->WouldKeep(elite);
    EXPECT_EQ(selector->Insert(elite), would);
    const auto numbers = Numbers(*selector);
    EXPECT_EQ(std::ranges::count(numbers, n), would ? 1 : 0);
    ++(would ? kept : refused);
  }
  EXPECT_GT(kept, 5);
  EXPECT_GT(refused, 100);
}

TEST_P(EveryKind, KeepsNobodyUpToTheFloorThatItNames) {
  auto selector = Make(Config(GetParam()));
  Rng rng(4);
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  int named = 0;
  for (int64_t n = 0; n < 3000; ++n) {
    Elite elite = RandomElite(rng, n);
    const auto floor = selector->Floor(elite);
    Elite vague = elite;
    vague.features[rng.Below(2)] = unknown;
    const auto low = selector->Floor(vague);
    ASSERT_EQ(floor.has_value(), low.has_value());
    if (!floor) continue;
    EXPECT_LE(*low, *floor) << "whoever may come anywhere needs no more than who is known to come here";
    EXPECT_EQ(selector->WouldKeep(elite), selector->WouldKeep(elite) && elite.score > *floor);
    if (std::isfinite(*floor)) {
      Elite at = elite;
      at.score = *floor;
      EXPECT_FALSE(selector->WouldKeep(at));
      ++named;
    }
    selector->Insert(elite);
  }
  EXPECT_EQ(named > 1000, GetParam() != "nsga2") << named << " floors";
}

TEST_P(EveryKind, NeverLosesTheBestAndKeepsTheOlderOfEquals) {
  auto selector = Make(Config(GetParam()));
  Rng rng(2);
  std::optional<Elite> best;
  for (int64_t n = 0; n < 2000; ++n) {
    const Elite elite = RandomElite(rng, n);
    selector->Insert(elite);
    if (!best || elite.score > best->score) best = elite;
    EXPECT_EQ(selector->Contents().front().score, best->score);
    EXPECT_EQ(selector->Contents().front().number, best->number);
  }
}

TEST_P(EveryKind, ListsTheBestFirst) {
  auto selector = Make(Config(GetParam()));
  Rng rng(3);
  for (int64_t n = 0; n < 300; ++n) selector->Insert(RandomElite(rng, n));
  const auto contents = selector->Contents();
  EXPECT_TRUE(std::ranges::is_sorted(contents, std::greater<>(), &Elite::score));
}

TEST_P(EveryKind, NeverChoosesWhatWasRemoved) {
  auto selector = Make(Config(GetParam()));
  Rng rng(4);
  std::set<int64_t> removed;
  for (int64_t n = 0; n < 500; ++n) {
    selector->Insert(RandomElite(rng, n));
    if (n % 5 == 4) {
      const auto contents = selector->Contents();
      if (contents.size() < 2) continue;
      const int64_t victim = contents[rng.Below(contents.size())].number;
      removed.insert(victim);
      selector->Remove(victim);
      selector->Remove(-7);  // nobody
    }
    for (int64_t number : removed) ASSERT_EQ(std::ranges::count(Numbers(*selector), number), 0);
    for (int64_t child = 0; child < 20; ++child) {
      const Parents parents = selector->Choose(rng, child);
      ASSERT_FALSE(removed.contains(parents.main));
      ASSERT_FALSE(removed.contains(parents.other));
    }
  }
  EXPECT_GT(removed.size(), 20u);
}

TEST_P(EveryKind, ChoosesTwoDifferentMembersOfTheArchive) {
  auto selector = Make(Config(GetParam(), {{"crossover", 1.0}}));
  Rng rng(5);
  selector->Insert(RandomElite(rng, 0));
  EXPECT_EQ(selector->Choose(rng, 1).main, 0);
  EXPECT_EQ(selector->Choose(rng, 1).other, -1);
  for (int64_t n = 1; n < 200; ++n) selector->Insert(RandomElite(rng, n));
  const auto numbers = Numbers(*selector);
  std::set<int64_t> mains;
  for (int64_t child = 0; child < 500; ++child) {
    const Parents parents = selector->Choose(rng, child);
    mains.insert(parents.main);
    ASSERT_NE(parents.main, parents.other);
    ASSERT_EQ(std::ranges::count(numbers, parents.main), 1);
    ASSERT_EQ(std::ranges::count(numbers, parents.other), 1);
  }
  EXPECT_GT(mains.size(), 3u);
}

TEST_P(EveryKind, ChoosesTheSameFromTheSameArchiveAndSeed) {
  auto a = Make(Config(GetParam())), b = Make(Config(GetParam()));
  for (auto* selector : {a.get(), b.get()}) {
    Rng rng(6);
    for (int64_t n = 0; n < 300; ++n) selector->Insert(RandomElite(rng, n));
  }
  Rng one(7), two(7);
  for (int64_t child = 0; child < 300; ++child) {
    const Parents x = a->Choose(one, child), y = b->Choose(two, child);
    EXPECT_EQ(x.main, y.main);
    EXPECT_EQ(x.other, y.other);
    EXPECT_EQ(x.island, y.island);
  }
}

TEST_P(EveryKind, IsAValueWhoseClonesDoNotSeeEachOther) {
  auto selector = Make(Config(GetParam()));
  Rng rng(8);
  for (int64_t n = 0; n < 50; ++n) selector->Insert(RandomElite(rng, n));
  const auto before = Numbers(*selector);
  auto clone = selector->Clone();
  Elite star = RandomElite(rng, 1000);
  star.score = 5;
  ASSERT_TRUE(selector->Insert(star));
  selector->Remove(before.front());
  EXPECT_EQ(Numbers(*clone), before);
  EXPECT_TRUE(clone->WouldKeep(star));
  ASSERT_TRUE(clone->Insert({.number = 1001, .score = 6, .features = star.features, .island = star.island}));
  EXPECT_EQ(selector->Contents().front().number, 1000);
}

TEST_P(EveryKind, NamesItsOptionsWhenOneIsUnknownOrOutOfRange) {
  auto made = MakeSelector(Config(GetParam(), {{"archive_sise", 3}}));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::kInput);
  EXPECT_THAT(made.error().message, HasSubstr("no option archive_sise; it has"));
  EXPECT_THAT(made.error().message, HasSubstr("crossover"));
  for (const Json& bad : {Json(1.5), Json(-0.1), Json("much")}) {
    auto wrong = MakeSelector(Config(GetParam(), {{"crossover", bad}}));
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().message, HasSubstr("crossover must be a number from 0 to 1"));
  }
}

TEST_P(EveryKind, SaysWhoLeftOverWhatItLearned) {
  SelectorConfig config = Config(GetParam());
  if (GetParam() == "islands") config.options = {{"restart_after", 5}, {"spawn_after", 40}};
  auto selector = Make(config);
  Rng rng(9);
  int left_over = 0;
  for (int64_t n = 0; n < 2000; ++n) {
    const Elite elite = RandomElite(rng, n);
    const bool scored = n == 0 || rng.Chance(0.7);
    if (scored) selector->Insert(elite);
    const std::vector<int64_t> before = Numbers(*selector);
    const std::vector<int64_t> parents = {selector->Choose(rng, n).main};
    const auto score = scored ? std::optional(elite.score) : std::nullopt;
    const auto left =
        selector->Learn({.number = n, .parents = parents, .island = elite.island, .score = score});
    std::vector<int64_t> expected;
    const std::vector<int64_t> after = Numbers(*selector);
    for (const int64_t number : before)
      if (std::ranges::count(after, number) == 0) expected.push_back(number);
    EXPECT_THAT(left, ::testing::UnorderedElementsAreArray(expected));
    ASSERT_EQ(after.front(), before.front());  // never the best
    left_over += static_cast<int>(left.size());
  }
  EXPECT_EQ(left_over > 0, GetParam() == "islands");
}

TEST(MakeSelector, NamesTheKindsWhenOneIsUnknown) {
  auto made = MakeSelector(Config("hill_climbing"));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::kInput);
  EXPECT_THAT(made.error().message,
              HasSubstr("greedy, tournament, map_elites, islands, power_law, weighted, adaptive, nsga2"));
}

TEST(Greedy, KeepsNoMoreThanItsSize) {
  auto selector = Make(Config("greedy", {{"archive_size", 3}}));
  for (int64_t n = 0; n < 6; ++n)
    selector->Insert({.number = n, .score = static_cast<double>(n), .features = {1, 1}});
  EXPECT_EQ(Numbers(*selector), (std::vector<int64_t>{5, 4, 3}));
  EXPECT_FALSE(selector->WouldKeep({.number = 9, .score = 3, .features = {1, 1}}));
  EXPECT_TRUE(selector->WouldKeep({.number = 9, .score = 3.5, .features = {1, 1}}));
}

TEST(MapElites, KeepsAWeakCandidateThatIsUnlikeTheOthers) {
  auto selector = Make(Config("map_elites"));
  EXPECT_TRUE(selector->Insert({.number = 0, .score = 0.9, .features = {10, 1}}));
  EXPECT_FALSE(selector->Insert({.number = 1, .score = 0.5, .features = {10, 1}}));
  EXPECT_TRUE(selector->Insert({.number = 2, .score = 0.5, .features = {500, 1}}));
  EXPECT_TRUE(selector->Insert({.number = 3, .score = 0.95, .features = {11, 1}}));  // the cell of 0
  EXPECT_EQ(Numbers(*selector), (std::vector<int64_t>{3, 2}));
}

TEST(MapElites, PutsWhatLiesOutsideIntoTheOutermostCells) {
  auto selector = Make(Config("map_elites"));
  EXPECT_TRUE(selector->Insert({.number = 0, .score = 0.1, .features = {-5, -3}}));
  EXPECT_FALSE(selector->Insert({.number = 1, .score = 0.1, .features = {1, 0}}));
  EXPECT_FALSE(selector->Insert({.number = 2, .score = 0.1, .features = {std::nan(""), std::nan("")}}));
  EXPECT_TRUE(selector->Insert({.number = 3, .score = 0.1, .features = {1e9, 1e9}}));
  EXPECT_FALSE(selector->Insert({.number = 4, .score = 0.1, .features = {999, 9.9}}));
}

TEST(MapElites, SaysWhatIsWrongWithADimension) {
  SelectorConfig config = Config("map_elites");
  config.dimensions[0].low = 0;
  EXPECT_THAT(MakeSelector(config).error().message, HasSubstr("nodes: a logarithmic scale"));
  config.dimensions.clear();
  EXPECT_THAT(MakeSelector(config).error().message, HasSubstr("needs feature dimensions"));
}

}  // namespace
}  // namespace gauntlet
