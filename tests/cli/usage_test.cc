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

TEST_F(Cli, ARunInTheOpenSaysOnceWhatThatMeans) {
  const Output o = Run("run toy --campaign open.db --candidates 2 --isolation trusted");
  EXPECT_EQ(o.code, 0) << o.err;
  const size_t first = o.err.find("Tier trusted");
  ASSERT_NE(first, std::string::npos) << o.err;
  EXPECT_EQ(o.err.find("Tier trusted", first + 1), std::string::npos) << o.err;
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

TEST_F(Cli, ListOfOneCandidateListsThatOne) {
  ASSERT_EQ(Run("run toy --campaign l.db --candidates 5 -q").code, 0);
  const Json one = Run("list l.db:2 --json").json()["candidates"];
  ASSERT_EQ(one.size(), 1u) << one;
  EXPECT_EQ(one[0]["number"], 2);
  EXPECT_EQ(Run("list l.db:77").code, 2);
}

// An archive of another build, and none at all: neither is the candidate's fault.
TEST_F(Cli, ARuntimeArchiveThatDoesNotFitTheHeadersIsThePlatformsFailure) {
  if (std::system("ar --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no ar(1) to take the archive apart";
  const fs::path root = folder_ / "root", built = GAUNTLET_BUILD_DIR;
  fs::create_directories(root / "lib");
  fs::create_directory_symlink(built / "bin", root / "bin");
  fs::create_directory_symlink(built / "share", root / "share");
  fs::copy(built / "lib" / "gauntlet", root / "lib" / "gauntlet", fs::copy_options::recursive);
  const fs::path archive = root / "lib" / "gauntlet" / "libgauntlet_rt.a";
  ::setenv("GAUNTLET_ROOT", root.c_str(), 1);
  EXPECT_EQ(Run("eval toy toy/lfu.cc").code, 0);
  ASSERT_EQ(std::system(fmt::format("ar d '{}' module.cc.o", archive.string()).c_str()), 0);
  const Output stale = Run("eval toy toy/lfu.cc");
  fs::remove(archive);
  const Output missing = Run("eval toy toy/lfu.cc");
  ::unsetenv("GAUNTLET_ROOT");
  EXPECT_EQ(stale.code, 3) << stale.out;
  EXPECT_THAT(stale.err, HasSubstr("libgauntlet_rt.a"));
  EXPECT_EQ(missing.code, 3) << missing.out;
  EXPECT_THAT(missing.err, HasSubstr("libgauntlet_rt.a"));
}

// The SDK's headers changed since: a comment is enough, what it means is not ours to judge.
TEST_F(Cli, ACampaignIsHeldToTheToolchainItBeganWith) {
  ASSERT_EQ(Run("run toy --campaign t.db --candidates 5 -q").code, 0);
  const Json recorded = Run("stats t.db --json").json()["toolchain"];
  EXPECT_THAT(recorded.value("clang", ""), HasSubstr("clang version"));
  EXPECT_THAT(recorded.value("flags", Json::array()).dump(), HasSubstr("-ffp-contract=off"));
  EXPECT_FALSE(recorded.value("passes", "").empty());
  EXPECT_EQ(recorded.value("sdk", "").size(), 32u);
  EXPECT_EQ(Run("show t.db:0 --json").json()["toolchain"], recorded);
  EXPECT_THAT(Run("stats t.db").out, HasSubstr("toolchain: "));

  const fs::path root = folder_ / "root", built = GAUNTLET_BUILD_DIR;
  fs::create_directories(root / "share" / "gauntlet");
  fs::create_directory_symlink(built / "bin", root / "bin");
  fs::create_directory_symlink(built / "lib", root / "lib");
  fs::copy(fs::canonical(built / "share" / "gauntlet" / "plugin_api"),
           root / "share" / "gauntlet" / "plugin_api", fs::copy_options::recursive);
  std::ofstream(root / "share" / "gauntlet" / "plugin_api" / "gauntlet" / "sdk" / "ring.hpp", std::ios::app)
      << "// one line more\n";
  ::setenv("GAUNTLET_ROOT", root.c_str(), 1);
  const Output refused = Run("resume t.db --candidates 8");
  const Output added = Run("add t.db toy/lfu.cc");
  const Output accepted = Run("resume t.db --candidates 8 --other-toolchain -q");
  ::unsetenv("GAUNTLET_ROOT");
  EXPECT_EQ(refused.code, 2) << refused.out;
  EXPECT_THAT(refused.err, HasSubstr("the SDK headers: was " + recorded.value("sdk", "").substr(0, 10)));
  EXPECT_EQ(added.code, 2) << added.out;
  EXPECT_EQ(accepted.code, 0) << accepted.err;
  EXPECT_NE(Run("stats t.db --json").json()["toolchain"]["sdk"], recorded["sdk"]);
}

}  // namespace
}  // namespace gauntlet
