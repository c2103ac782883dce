#include "host/ensemble/ensemble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "host/ensemble/random.h"

namespace gauntlet {
namespace {

using ::testing::HasSubstr;

EnsembleConfig Config(std::string choice, size_t models = 3) {
  EnsembleConfig config{.choice = std::move(choice),
                        .edits = {{"diff", 2}, {"rewrite", 1}, {"crossover", 1}},
                        .variants = {{"plain"}}};
  for (size_t i = 0; i < models; ++i) config.models.push_back({.name = "m" + std::to_string(i)});
  return config;
}

Ensemble Make(const EnsembleConfig& config) {
  auto made = Ensemble::Make(config);
  EXPECT_TRUE(made) << made.error().message;
  return std::move(*made);
}

// Questions whose answers are worth 1 with the chance of their model, else nothing; how often each model was asked
// from question `from` on. `late`: so many answers are always still open, as in a campaign.
struct World {
  std::vector<double> chance, usd;
  size_t late = 0;
};
std::vector<int> Play(Ensemble& ensemble, const World& world, uint64_t seed, int questions, int from) {
  Rng choose(seed), answer(seed + 1000);
  std::vector<int> asked(world.chance.size(), 0);
  std::vector<Choice> open;
  for (int k = 0; k < questions; ++k) {
    open.push_back(ensemble.Choose(choose));
    if (k >= from) ++asked[open.back().model];
    if (open.size() <= world.late) continue;
    const Choice done = open.front();
    open.erase(open.begin());
    const double reward = answer.Chance(world.chance[done.model]) ? 1 : 0;
    ensemble.Learn(done, reward, world.usd.empty() ? 0 : world.usd[done.model]);
  }
  return asked;
}

class EveryBandit : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Ensemble, EveryBandit, ::testing::Values("ucb1", "thompson"),
                         [](const auto& info) { return info.param; });

TEST_P(EveryBandit, AsksMostWhoAnswersBest) {
  for (const size_t late : {0u, 16u}) {
    int found = 0;
    for (uint64_t seed = 0; seed < 20; ++seed) {
      EnsembleConfig config = Config(GetParam());
      config.decay = 1;
      config.exploration = 0.5;
      Ensemble ensemble = Make(config);
      const auto asked = Play(ensemble, {.chance = {0.2, 0.6, 0.3}, .late = late}, seed, 800, 400);
      found += asked[1] > 280 ? 1 : 0;
    }
    EXPECT_GE(found, 18) << late;
  }
}

TEST_P(EveryBandit, FollowsAChangeIfWhatItKnowsFades) {
  int followed = 0, stayed = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    for (const double decay : {0.98, 1.0}) {
      EnsembleConfig config = Config(GetParam(), 2);
      config.decay = decay;
      config.exploration = 0.3;
      Ensemble ensemble = Make(config);
      Play(ensemble, {.chance = {0.7, 0.1}}, seed, 1500, 0);
      const auto asked = Play(ensemble, {.chance = {0.1, 0.7}}, seed + 50, 300, 150);
      (decay < 1 ? followed : stayed) += asked[1] > 90 ? 1 : 0;
    }
  }
  EXPECT_GE(followed, 17);
  EXPECT_LE(stayed, 5);
}

TEST_P(EveryBandit, PrefersTheCheapOneOfTwoEqualsIfMoneyMatters) {
  int cheap_ones = 0, cheap_ones_for_free = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    for (const double exponent : {1.0, 0.0}) {
      EnsembleConfig config = Config(GetParam(), 2);
      config.decay = 1;
      config.cost_exponent = exponent;
      Ensemble ensemble = Make(config);
      const auto asked = Play(ensemble, {.chance = {0.4, 0.4}, .usd = {0.08, 0.02}}, seed, 400, 200);
      (exponent > 0 ? cheap_ones : cheap_ones_for_free) += asked[1] > 150 ? 1 : 0;
    }
  }
  EXPECT_GE(cheap_ones, 18);
  EXPECT_LE(cheap_ones_for_free, 14);
}

TEST_P(EveryBandit, PaysMoreForWhatIsWorthIt) {
  int found = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    EnsembleConfig config = Config(GetParam(), 2);
    config.decay = 1;
    config.cost_exponent = 0.5;
    config.exploration = 0.5;
    Ensemble ensemble = Make(config);
    const auto asked = Play(ensemble, {.chance = {0.8, 0.1}, .usd = {0.04, 0.02}}, seed, 600, 300);
    found += asked[0] > 200 ? 1 : 0;
  }
  EXPECT_GE(found, 18);
}

TEST_P(EveryBandit, StartsWithTheWeightsOfThoseThatItKnowsNothingOf) {
  EnsembleConfig config = Config(GetParam(), 2);
  config.models[0].weight = 0;
  Ensemble ensemble = Make(config);
  Rng rng(1);
  for (int i = 0; i < 200; ++i) {
    const Choice choice = ensemble.Choose(rng);
    ASSERT_EQ(choice.model, 1u);
    ensemble.Learn(choice, 0, 0);
  }
}

TEST_P(EveryBandit, LearnsOfEachDimensionByItself) {
  Ensemble ensemble = Make(Config(GetParam()));
  ensemble.Learn({.model = 0, .edit = 2, .variant = 0}, 1, 0.5);
  ensemble.Learn({.model = 1, .edit = 2, .variant = 0}, 0, 0.25);
  EXPECT_DOUBLE_EQ(ensemble.models()[0].reward, 0.99);
  EXPECT_DOUBLE_EQ(ensemble.models()[0].answers, 0.99);
  EXPECT_DOUBLE_EQ(ensemble.models()[1].answers, 1);
  EXPECT_DOUBLE_EQ(ensemble.models()[2].answers, 0);
  EXPECT_DOUBLE_EQ(ensemble.edits()[2].answers, 1.99);
  EXPECT_DOUBLE_EQ(ensemble.edits()[2].MeanReward(), 0.99 / 1.99);
  EXPECT_DOUBLE_EQ(ensemble.variants()[0].usd, 0.5 * 0.99 + 0.25);
}

class EveryChoice : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Ensemble, EveryChoice, ::testing::ValuesIn(EnsembleChoices()),
                         [](const auto& info) { return info.param; });

TEST_P(EveryChoice, IsTheSameFromTheSameAnswersAndSeed) {
  Ensemble a = Make(Config(GetParam())), b = Make(Config(GetParam()));
  const World world{.chance = {0.2, 0.6, 0.3}, .usd = {0.1, 0.2, 0.3}};
  EXPECT_EQ(Play(a, world, 7, 300, 0), Play(b, world, 7, 300, 0));
  EXPECT_EQ(a, b);
}

TEST_P(EveryChoice, IsThatOfACopyUntilOneOfThemLearns) {
  Ensemble original = Make(Config(GetParam()));
  Play(original, {.chance = {0.2, 0.6, 0.3}}, 3, 100, 0);
  Ensemble copy = original;
  Rng one(5), two(5);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(original.Choose(one), copy.Choose(two));
  const Ensemble before = original;
  copy.Learn({}, 1, 0);
  EXPECT_EQ(original, before);
  EXPECT_NE(original, copy);
}

TEST_P(EveryChoice, KeepsToTheEditsThatAreAllowed) {
  Ensemble ensemble = Make(Config(GetParam()));
  Rng rng(1);
  constexpr std::array<bool, 3> kNoCrossover = {true, true, false}, kCrossover = {false, false, true};
  for (int i = 0; i < 300; ++i) {
    const Choice choice = ensemble.Choose(rng, kNoCrossover);
    ASSERT_NE(choice.edit, 2u);
    ensemble.Learn({.edit = 2}, 1, 0);  // however good it is
    ASSERT_EQ(ensemble.Choose(rng, kCrossover).edit, 2u);
  }
}

TEST_P(EveryChoice, TakesWhatIsAllowedEvenIfItHasNoWeight) {
  EnsembleConfig config = Config(GetParam());
  config.edits = {{"diff", 0}, {"rewrite", 0}, {"crossover", 1}};
  Ensemble ensemble = Make(config);
  Rng rng(1);
  constexpr std::array<bool, 3> kNoCrossover = {true, true, false};
  std::array<int, 3> asked{};
  for (int i = 0; i < 200; ++i) ++asked[ensemble.Choose(rng, kNoCrossover).edit];
  EXPECT_GT(asked[0], 50);
  EXPECT_GT(asked[1], 50);
  EXPECT_EQ(asked[2], 0);
}

TEST(Weights, AreTheSharesInTheLongRunWhateverComesBack) {
  EnsembleConfig config = Config("weights");
  config.models = {{"a", 1}, {"b", 6}, {"c", 0}, {"d", 3}};
  Ensemble ensemble = Make(config);
  constexpr int kQuestions = 40000;
  const auto asked = Play(ensemble, {.chance = {1, 0, 1, 0}, .usd = {0, 9, 0, 9}}, 11, kQuestions, 0);
  EXPECT_EQ(asked[2], 0);
  // Six standard deviations of a binomial.
  for (const auto& [arm, share] : {std::pair(0u, 0.1), std::pair(1u, 0.6), std::pair(3u, 0.3)})
    EXPECT_NEAR(asked[arm], share * kQuestions, 6 * std::sqrt(share * (1 - share) * kQuestions)) << arm;
}

TEST(Ucb1, AsksEveryoneOnceFirst) {
  Ensemble ensemble = Make(Config("ucb1", 5));
  const auto asked = Play(ensemble, {.chance = {1, 1, 1, 1, 1}}, 1, 5, 0);
  EXPECT_EQ(asked, (std::vector<int>{1, 1, 1, 1, 1}));
}

TEST(Ensemble, WithoutExplorationTakesWhatLooksBest) {
  for (const std::string choice : {"ucb1", "thompson"}) {
    EnsembleConfig config = Config(choice, 2);
    config.exploration = 0;
    Ensemble ensemble = Make(config);
    ensemble.Learn({.model = 0}, 0.4, 0);
    ensemble.Learn({.model = 1}, 0.5, 0);
    Rng rng(1);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(ensemble.Choose(rng).model, 1u) << choice;
  }
}

TEST(Ensemble, SaysWhatIsWrongWithItsConfiguration) {
  const auto error = [](auto change) {
    EnsembleConfig config = Config("ucb1");
    change(config);
    const auto made = Ensemble::Make(config);
    EXPECT_FALSE(made);
    return made ? std::string() : made.error().message;
  };
  EXPECT_THAT(error([](auto& c) { c.choice = "ucb2"; }),
              HasSubstr("ucb2; there are weights, ucb1, thompson"));
  EXPECT_THAT(error([](auto& c) { c.decay = 0; }), HasSubstr("decay must be a number from 0.01 to 1, not 0"));
  EXPECT_THAT(error([](auto& c) { c.decay = std::nan(""); }), HasSubstr("decay"));
  EXPECT_THAT(error([](auto& c) { c.cost_exponent = -1; }), HasSubstr("cost_exponent"));
  EXPECT_THAT(error([](auto& c) { c.exploration = 101; }), HasSubstr("exploration"));
  EXPECT_THAT(error([](auto& c) { c.models.clear(); }), HasSubstr("no model has a weight above 0"));
  EXPECT_THAT(error([](auto& c) { c.variants = {{"plain", 0}}; }), HasSubstr("no variant"));
  EXPECT_THAT(error([](auto& c) { c.edits[0].weight = -1; }), HasSubstr("the weight of edit diff"));
}

TEST(RewardOf, IsTheGainOverTheParentSquashed) {
  EXPECT_EQ(RewardOf(std::nullopt, 0.5, 0.1), 0);
  EXPECT_EQ(RewardOf(std::nan(""), 0.5, 0.1), 0);
  EXPECT_EQ(RewardOf(0.5, 0.5, 0.1), 0);
  EXPECT_EQ(RewardOf(0.4, 0.5, 0.1), 0);
  EXPECT_DOUBLE_EQ(RewardOf(0.6, 0.5, 0.1), 0.5);
  EXPECT_DOUBLE_EQ(RewardOf(0.8, 0.5, 0.1), 0.75);
  EXPECT_EQ(RewardOf(std::numeric_limits<double>::infinity(), 0.5, 0.1), 1);
  EXPECT_EQ(RewardOf(0.1, std::nullopt, 0.1), 0.5);
}

// Mean and variance of 100,000 draws.
template <class Draw>
std::pair<double, double> Moments(Draw draw) {
  constexpr int kDraws = 100000;
  double sum = 0, squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = draw();
    sum += x, squares += x * x;
  }
  const double mean = sum / kDraws;
  return {mean, squares / kDraws - mean * mean};
}

TEST(Draw, HasTheMomentsOfItsDistribution) {
  Rng rng(1);
  const auto [mean, variance] = Moments([&] { return DrawNormal(rng); });
  EXPECT_NEAR(mean, 0, 0.02);
  EXPECT_NEAR(variance, 1, 0.03);
  for (const double shape : {0.3, 1.0, 2.5, 40.0}) {
    const auto [m, v] = Moments([&] { return DrawGamma(rng, shape); });
    EXPECT_NEAR(m / shape, 1, 0.03) << shape;
    EXPECT_NEAR(v / shape, 1, 0.08) << shape;
  }
  for (const auto& [a, b] :
       {std::pair(1.0, 1.0), std::pair(2.0, 5.0), std::pair(0.5, 0.5), std::pair(80.0, 20.0)}) {
    const auto [m, v] = Moments([&] { return DrawBeta(rng, a, b); });
    EXPECT_NEAR(m, a / (a + b), 0.006) << a;
    EXPECT_NEAR(v * (a + b) * (a + b) * (a + b + 1) / (a * b), 1, 0.05) << a;
  }
}

}  // namespace
}  // namespace gauntlet
