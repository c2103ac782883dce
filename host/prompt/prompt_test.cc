#include "host/prompt/prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "host/prompt/interface_text.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::Not;

class PromptTest : public ::testing::Test {
 protected:
  void SetUp() override { templates_ = *PromptTemplates::Load("/nowhere"); }

  static Json Problem() {
    return {{"title", "Pages & <caches>"},
            {"statement", "Evict."},
            {"cpu_s", "2"},
            {"memory_mb", 64},
            {"source_kb", 64},
            {"score_rule", "Fewer misses."},
            {"headers", Json::array()},
            {"workloads", Json::array()},
            {"baselines", {{{"name", "lru"}, {"score", "+0.1"}}}}};
  }
  static Json Question() {
    Json policy = {{"number", 7}, {"score", "+0.2"}, {"source", "int a;"}, {"fence", "```"}};
    Json question = {
        {"parent", policy}, {"edit_diff", true}, {"top", Json::array()}, {"failures", Json::array()}};
    for (int i = 0; i < 5; ++i) question["top"].push_back(policy);
    for (int i = 0; i < 5; ++i)
      question["failures"].push_back({{"kind", "crash"}, {"reason", "reason " + std::to_string(i)}});
    return question;
  }

  PromptTemplates templates_;
};

TEST_F(PromptTest, SaysFactsAsTheyAreAndLeavesOutWhatThereIsNot) {
  const Prompt prompt = MakePrompt(templates_, templates_.question, Problem(), Question(), 100000);
  EXPECT_THAT(prompt.stable, HasSubstr("Pages & <caches>"));
  EXPECT_THAT(prompt.stable, HasSubstr("- lru: +0.1"));
  EXPECT_THAT(prompt.stable, Not(HasSubstr("Training workloads")));
  EXPECT_THAT(prompt.question, HasSubstr("Candidate 7, score +0.2."));
  EXPECT_THAT(prompt.question, HasSubstr("<<<<<<< SEARCH"));
  EXPECT_THAT(prompt.question, Not(HasSubstr("{{")));
  EXPECT_THAT(prompt.question, Not(HasSubstr("\n\n\n")));
  EXPECT_EQ(prompt.dropped, 0);
}

TEST_F(PromptTest, TheStablePartDoesNotDependOnTheQuestion) {
  Json other = Question();
  other["parent"]["number"] = 8;
  const Prompt a = MakePrompt(templates_, templates_.question, Problem(), Question(), 100000);
  const Prompt b = MakePrompt(templates_, templates_.question, Problem(), other, 100000);
  EXPECT_EQ(a.system, b.system);
  EXPECT_EQ(a.stable, b.stable);
  EXPECT_NE(a.question, b.question);
}

TEST_F(PromptTest, CutsFailuresBeforeGoodPoliciesAndNeverTheParent) {
  const Prompt all = MakePrompt(templates_, templates_.question, Problem(), Question(), 100000);
  const uint64_t tokens = (all.system.size() + all.stable.size() + all.question.size()) / 4;
  const Prompt some = MakePrompt(templates_, templates_.question, Problem(), Question(), tokens - 8);
  EXPECT_THAT(some.question, HasSubstr("reason 0"));
  EXPECT_THAT(some.question, Not(HasSubstr("reason 4")));
  EXPECT_THAT(some.question, HasSubstr("Other good policies"));
  const Prompt least = MakePrompt(templates_, templates_.question, Problem(), Question(), 1);
  EXPECT_EQ(least.dropped, 10);
  EXPECT_THAT(least.question, HasSubstr("Candidate 7"));
  EXPECT_THAT(least.question, Not(HasSubstr("Other good policies")));
}

TEST_F(PromptTest, WhatACandidateWroteIsNeverATemplate) {
  Json question = Question();
  question["parent"]["source"] = "// {{title}} {{#top}}x{{/top}} ``` }}} \n\n\n// three blank lines up";
  question["parent"]["fence"] = FenceFor(question["parent"]["source"]);
  const Prompt prompt = MakePrompt(templates_, templates_.question, Problem(), question, 100000);
  EXPECT_THAT(prompt.question, HasSubstr("````cpp\n// {{title}} {{#top}}x{{/top}} ``` }}} \n\n\n// three"));
}

TEST(Fence, IsLongerThanAnyRunOfBackticks) {
  EXPECT_EQ(FenceFor("no ticks"), "```");
  EXPECT_EQ(FenceFor("a ``` b ````` c"), "``````");
}

TEST(Templates, OfAProblemTakeThePlaceOfOurs) {
  const fs::path folder = fs::temp_directory_path() / ("gauntlet-prompt-" + std::to_string(::getpid()));
  fs::create_directories(folder / "prompt");
  std::ofstream(folder / "prompt" / "question.mustache") << "Only {{parent.number}}.\n";
  const auto own = PromptTemplates::Load(folder);
  ASSERT_TRUE(own);
  EXPECT_EQ(RenderTemplate(own->question, {{"parent", {{"number", 3}}}}), "Only 3.\n");
  std::ofstream(folder / "prompt" / "question.mustache") << "{{#open}} never closed";
  const auto broken = PromptTemplates::Load(folder);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::kInput);
  EXPECT_THAT(broken.error().message, HasSubstr("question.mustache"));
  fs::remove_all(folder);
}

TEST(Interface, ShowsTheHeadersOfTheSeedWithoutTheirMachinery) {
  const fs::path api = fs::path(GAUNTLET_SOURCE_DIR) / "plugin_api";
  const auto text = InterfaceText(api, "#include <gauntlet/sdk/cache_policy.hpp>\nint x;\n", "cache");
  ASSERT_TRUE(text);
  ASSERT_EQ((*text)["headers"].size(), 2u);
  const std::string sdk = (*text)["headers"][0]["text"];
  EXPECT_THAT(sdk, HasSubstr("void on_hit(Slot slot, const Request& request);"));
  EXPECT_THAT(sdk, Not(HasSubstr("PolicyModule {")));
  EXPECT_THAT(sdk, Not(HasSubstr("#include")));
  EXPECT_THAT((*text)["headers"][1]["text"].get<std::string>(),
              HasSubstr("typedef struct gauntlet_cache_request"));
  EXPECT_THAT((*text)["more_headers"].dump(), HasSubstr("gauntlet/sdk/flat_map.hpp"));
}

TEST_F(PromptTest, APhraseIsOneOfSeveralAndTheSameForTheSameQuestion) {
  const std::string text =
      "{{#one_of}} Improve {{what}} || Make {{what}} better ||Help {{what}}{{/one_of}}.\n";
  const auto rendered = [&](const Json& phrasing) {
    return RenderTemplate(text, {{"what", "a & ||"}, {"phrasing", phrasing}});
  };
  EXPECT_EQ(rendered(Json()), "Improve a & ||.\n");
  std::set<std::string> seen;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    EXPECT_EQ(rendered(seed), rendered(seed));
    seen.insert(rendered(seed));
  }
  EXPECT_EQ(seen, (std::set<std::string>{"Improve a & ||.\n", "Make a & || better.\n", "Help a & ||.\n"}));
  std::set<std::string> pairs;
  for (uint64_t seed = 0; seed < 40; ++seed)
    pairs.insert(
        RenderTemplate("{{#one_of}}a||b{{/one_of}}{{#one_of}}a||b{{/one_of}}", {{"phrasing", seed}}));
  EXPECT_EQ(pairs.size(), 4u) << "each place draws for itself";
}

}  // namespace
}  // namespace gauntlet
