#include "host/campaign/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gauntlet {
namespace {

using ::testing::HasSubstr;

Problem TestProblem() {
  Problem problem;
  problem.features = {{.name = "nodes", .low = 1, .high = 100, .bins = 4, .log_scale = true}};
  problem.search = {{"window", 24}, {"selector", {{"kind", "map_elites"}, {"best_share", 0.5}}}};
  return problem;
}

TEST(Config, TakesTheProblemsSearchAndThenTheOverrides) {
  auto config = ConfigFor(TestProblem(), {{"seed", 9}, {"window", 4}, {"time_s", 1.5}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->seed, 9u);
  EXPECT_EQ(config->window, 4);
  EXPECT_EQ(config->time_s, 1.5);
  EXPECT_EQ(config->selector.kind, "map_elites");
  EXPECT_EQ(config->selector.options, (Json{{"best_share", 0.5}}));
  ASSERT_EQ(config->selector.dimensions.size(), 1u);
  EXPECT_EQ(config->selector.dimensions[0].name, "nodes");
  EXPECT_TRUE(config->selector.dimensions[0].log_scale);
}

TEST(Config, DropsTheOptionsOfTheSelectorThatWasReplaced) {
  auto config = ConfigFor(TestProblem(), {{"selector", "greedy"}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->selector.kind, "greedy");
  EXPECT_TRUE(config->selector.options.empty());
  config = ConfigFor(TestProblem(), {{"selector", {{"kind", "islands"}, {"islands", 7}}}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->selector.options, (Json{{"islands", 7}}));
}

TEST(Config, ReadsBackWhatItStored) {
  auto config = ConfigFor(TestProblem(), {{"seed", 9}, {"lift_literals", false}, {"candidates", 77}});
  ASSERT_TRUE(config);
  auto read = ConfigFromJson(ConfigToJson(*config));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(ConfigToJson(*read), ConfigToJson(*config));
  EXPECT_EQ(read->seed, 9u);
  EXPECT_FALSE(read->lift_literals);
  EXPECT_EQ(read->selector.dimensions.size(), 1u);
}

TEST(Config, SaysWhatIsWrongWithAKey) {
  const auto message = [](const Json& overrides) {
    auto config = ConfigFor(TestProblem(), overrides);
    EXPECT_FALSE(config) << overrides;
    if (!config) EXPECT_EQ(config.error().kind, ErrorKind::kInput);
    return config ? "" : config.error().message;
  };
  EXPECT_THAT(message({{"windwo", 3}}), HasSubstr("unknown key windwo; there are seed, window"));
  EXPECT_THAT(message({{"window", 0}}), HasSubstr("window: expected a whole number from 1"));
  EXPECT_THAT(message({{"window", 2.5}}), HasSubstr("not 2.5"));
  EXPECT_THAT(message({{"seed", -1}}), HasSubstr("seed"));
  EXPECT_THAT(message({{"candidates", "many"}}), HasSubstr("not \"many\""));
  EXPECT_THAT(message({{"time_s", -1}}), HasSubstr("time_s"));
  EXPECT_THAT(message({{"selector", "random"}}), HasSubstr("unknown selector random"));
  EXPECT_THAT(message({{"selector", {{"best_sahre", 1}}}}), HasSubstr("no option best_sahre"));
  EXPECT_THAT(message({{"selector", 3}}), HasSubstr("selector: expected a kind"));
  EXPECT_THAT(message(Json::array()), HasSubstr("expected a map"));
  EXPECT_THAT(message({{"cascade", 0.1}}), HasSubstr("cascade: expected a list"));
  const auto stages = [](const std::vector<double>& rates) {
    Json list = Json::array();
    for (const double rate : rates) list.push_back({{"sample_rate", rate}});
    return Json{{"cascade", list}};
  };
  EXPECT_THAT(message(stages({1.5})), HasSubstr("sample_rate: between 0 and 1"));
  EXPECT_THAT(message(stages({0.2, 0.1})), HasSubstr("a larger sample_rate from stage to stage"));
}

TEST(Config, HasTheProblemsCascadeUnlessItSaysOtherwise) {
  Problem problem = TestProblem();
  problem.cascade = {{.sample_rate = 0.1, .keep_share = 0.25}};
  const auto config = ConfigFor(problem, Json());
  ASSERT_TRUE(config) << config.error().message;
  const auto back = ConfigFromJson(Json::parse(ConfigToJson(*config).dump()));
  ASSERT_TRUE(back) << back.error().message;
  ASSERT_EQ(back->cascade.size(), 1u);
  EXPECT_EQ(back->cascade[0].sample_rate, 0.1);
  EXPECT_EQ(back->cascade[0].keep_share, 0.25);
  EXPECT_TRUE(ConfigFor(problem, {{"cascade", Json::array()}})->cascade.empty());
}

TEST(Config, ACascadeIsItsStagesOrAMapWithARace) {
  Problem problem = TestProblem();
  problem.cascade = {{.sample_rate = 0.1, .keep_share = 0.25}};
  EXPECT_EQ(ConfigFor(problem, Json())->race, RaceMode::kOff);
  const auto config = ConfigFor(problem, {{"cascade", {{"race", "likely"}}}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->cascade.size(), 1u) << "the problem's stages stay";
  EXPECT_EQ(ConfigFromJson(ConfigToJson(*config))->race, RaceMode::kLikely);
  EXPECT_EQ(ConfigFor(problem, {{"cascade", {{"race", true}, {"stages", Json::array()}}}})->race,
            RaceMode::kSound);
  const auto message = [&](const Json& cascade) {
    return ConfigFor(problem, {{"cascade", cascade}}).error().message;
  };
  EXPECT_THAT(message({{"race", "fast"}}), HasSubstr("race: sound, likely or off"));
  EXPECT_THAT(message({{"rcae", true}}), HasSubstr("stages and race"));
}

TEST(Config, ReadsWhenAProposalIsTooNear) {
  const auto config =
      ConfigFor(TestProblem(), {{"novelty", {{"distance", 0.1}, {"against", "elites"}, {"of", "all"}}}});
  ASSERT_TRUE(config) << config.error().message;
  const auto back = ConfigFromJson(ConfigToJson(*config));
  EXPECT_EQ(back->novelty.distance, 0.1);
  EXPECT_TRUE(back->novelty.elites_only && back->novelty.mutants_too);
  EXPECT_EQ(ConfigFor(TestProblem(), Json())->novelty.distance, 0) << "off";
  for (const Json& bad :
       {Json(0.1), Json{{"distance", 1}}, Json{{"distance", -0.1}}, Json{{"against", "me"}}})
    EXPECT_THAT(ConfigFor(TestProblem(), {{"novelty", bad}}).error().message, HasSubstr("novelty: expected"))
        << bad;
}

TEST(Config, OfAFileThatWasTamperedWithIsAnError) {
  Json good = ConfigToJson(ConfigFor(TestProblem(), Json()).value());
  ASSERT_TRUE(ConfigFromJson(good));
  ASSERT_FALSE(good["dimensions"].empty());
  for (const auto& [key, value] : {std::pair<const char*, Json>{"bins", 0},
                                   {"bins", 1e300},
                                   {"bins", 4096},
                                   {"low", nullptr},
                                   {"low", 1e9}}) {
    Json bad = good;
    bad["dimensions"][0][key] = value;
    EXPECT_FALSE(ConfigFromJson(bad)) << key << value.dump();
  }
  good["dimensions"] = Json::array({5});
  EXPECT_EQ(ConfigFromJson(good).error().kind, ErrorKind::kCorruptArtifact);
}

TEST(Config, ChoosesATournamentForAProblemWithoutDimensions) {
  Problem problem;
  auto config = ConfigFor(problem, Json());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->selector.kind, "tournament");
}

TEST(TuneConfig, IsReadCheckedAndKept) {
  const auto read = TuneConfig::From({{"share", 0.5}});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->vectors, 500);
  EXPECT_EQ(read->share, 0.5);
  EXPECT_EQ(TuneConfig::From(read->ToJson())->ToJson(), read->ToJson());
  EXPECT_EQ(CampaignConfig().tune.vectors, 0) << "nobody tunes unasked";
  for (const auto& [json, says] : {std::pair(Json{{"vectors", -1}}, "vectors"),
                                   {Json{{"share", 1.5}}, "share"},
                                   {Json{{"min_gain", "x"}}, "min_gain"},
                                   {Json{{"vector", 1}}, "vector"},
                                   {Json(3), "a map"}}) {
    const auto wrong = TuneConfig::From(json);
    ASSERT_FALSE(wrong) << json.dump();
    EXPECT_NE(wrong.error().message.find(says), std::string::npos) << wrong.error().message;
  }
}

}  // namespace
}  // namespace gauntlet
