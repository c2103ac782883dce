// Wrong usage and wrong files: a clear sentence, the right exit code, JSON where it was asked for, nothing
// left behind.
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

TEST_F(Cli, WrongUsageAnswersInJsonToo) {
  for (const char* arguments :
       {"eval", "no-such-command", "trace", "run toy --candidates -3", "run toy --nonsense",
        "eval no_such_problem x.cc", "show nowhere.db:3", "trace info nowhere.csv"}) {
    const Output o = Run(std::string(arguments) + " --json");
    EXPECT_EQ(o.code, 2) << arguments;
    EXPECT_TRUE(o.json().is_object() && o.json().contains("error")) << arguments << ": " << o.out;
    EXPECT_FALSE(o.err.empty()) << arguments;
  }
  EXPECT_THAT(Run("no-such-command").err, HasSubstr("no command 'no-such-command'"));
}

TEST_F(Cli, ErrorsDoNotSpeakToTheTerminal) {
  std::ofstream(folder_ / "c.yaml") << "seed: \"\\e[2J\\x7f gr\xc3\xbc\xc3\x9f"
                                       "e\"\n";
  const Output o = Run("run toy --campaign c.db --config c.yaml");
  EXPECT_EQ(o.code, 2);
  EXPECT_THAT(o.err, HasSubstr("[2J"));
  EXPECT_THAT(o.err, ::testing::Not(HasSubstr("\x1b")));
  EXPECT_THAT(o.err, ::testing::Not(HasSubstr("\x7f")));
  EXPECT_THAT(o.err, HasSubstr("gr\xc3\xbc\xc3\x9f"
                               "e"));
}

TEST_F(Cli, WrongSettingsOfARunLeaveNoCampaignFile) {
  for (const char* arguments : {"--time soon", "--isolation none", "--generator oracle", "--config c.yaml"}) {
    std::ofstream(folder_ / "c.yaml") << "selector: {kind: roulette}\n";
    const Output o = Run(std::string("run toy --campaign left.db ") + arguments);
    EXPECT_EQ(o.code, 2) << arguments << o.err;
    EXPECT_FALSE(fs::exists(folder_ / "left.db")) << arguments;
  }
}

TEST_F(Cli, KeysOfASearchAreToldWithFileAndLine) {
  const auto says = [&](const std::string& yaml) {
    std::ofstream(folder_ / "c.yaml") << "candidates: 20\n" << yaml << "\n";
    return Run("run toy --campaign c.db --config c.yaml").err;
  };
  EXPECT_THAT(says("windwo: 3"), HasSubstr("c.yaml:2: windwo: unknown key"));
  EXPECT_THAT(says("seed: -3"), HasSubstr("c.yaml:2: seed: expected a whole number"));
  EXPECT_THAT(says("generator: oracle"), HasSubstr("c.yaml:2: generator: unknown generator oracle"));
  EXPECT_THAT(says("selector: {kind: roulette}"), HasSubstr("c.yaml:2: selector: unknown selector roulette"));
  std::string problem = ReadAll(folder_ / "toy" / "problem.yaml");
  problem.replace(problem.find("search: {"), 9, "search: {sede: 1, ");
  std::ofstream(folder_ / "toy" / "problem.yaml") << problem;
  EXPECT_THAT(Run("run toy --campaign c.db").err, HasSubstr("problem.yaml:11: search.sede: unknown key"));
}

TEST_F(Cli, SeveralSeedsAnswerWithOneJsonDocument) {
  const Output o = Run("run toy --campaign s.db --candidates 20 --seeds 2 --seed 4 --json");
  ASSERT_EQ(o.code, 0) << o.err;
  const Json campaigns = o.json().value("campaigns", Json::array());
  ASSERT_EQ(campaigns.size(), 2u) << o.out;
  EXPECT_EQ(campaigns[0]["campaign"], "s-4.db");
  EXPECT_EQ(campaigns[1]["candidates"], 20);
  EXPECT_EQ(Run("compare s-4.db s-5.db").code, 0);
  EXPECT_EQ(Run("run toy --campaign s.db --candidates 20 --seeds 3 --seed 3").code, 2);
  EXPECT_FALSE(fs::exists(folder_ / "s-3.db")) << "one is there already: none is begun";
}

TEST_F(Cli, QuietSaysNothingOnStandardError) {
  EXPECT_EQ(Run("run toy --campaign q.db --candidates 20 -q").err, "");
  EXPECT_EQ(Run("eval toy toy/seed.cc -q").err, "");
}

TEST_F(Cli, ProblemsAreFoundElsewhere) {
  std::ofstream(folder_ / "w.yaml")
      << "name: w\nwarmpu: 0.5\ngenerate: {kind: zipf, requests: 500, objects: 50, seed: 1}\n"
         "capacity: {objects: 5}\n";
  EXPECT_EQ(Run("eval toy/problem.yaml toy/seed.cc").code, 0);
  fs::create_directories(folder_ / "away");
  fs::rename(folder_ / "toy", folder_ / "away" / "toy");
  EXPECT_EQ(Run("eval toy away/toy/seed.cc").code, 2);
  EXPECT_EQ(Run("eval toy away/toy/seed.cc --problem-path away").code, 0);
  EXPECT_THAT(Run("problems --problem-path away").out, HasSubstr("toy"));
  const Output unknown = Run("eval toy away/toy/seed.cc --problem-path away --workload w.yaml");
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("w.yaml:2: warmpu: unknown key"));
}

}  // namespace
}  // namespace gauntlet
