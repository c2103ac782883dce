// gauntlet export --as header: the champion of a campaign as a file that a compiler takes without Gauntlet.
#include <fstream>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

using HeaderCommand = Cli;

TEST_F(HeaderCommand, TheChampionBecomesAFileThatCompilesByItself) {
  ASSERT_EQ(Run("run toy --campaign c.db --candidates 12 --seed 3 -q").code, 0);
  const Json best = Run("best c.db --json").json();
  const Output made = Run("export c.db --as header -o best-one.hpp --json");
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(made.json()["candidate"], best["number"]);
  EXPECT_EQ(made.json()["namespace"], "best_one");
  const std::string text = ReadAll(folder_ / "best-one.hpp");
  EXPECT_THAT(text, HasSubstr(fmt::format("Score on train {:+.6f}, confirmed", best["score"].get<double>())));
  EXPECT_THAT(text, HasSubstr("best_one::Cache<std::string> cache("));
  std::ofstream(folder_ / "use.cc")
      << "#include \"best-one.hpp\"\n"
         "int main() { best_one::Cache<int> c(2); return c.Access(1) + !c.Access(1); }\n";
  const std::string in = folder_.string();
  EXPECT_EQ(
      std::system(
          fmt::format("clang++-19 -std=c++20 -Wall -Wextra -Werror {0}/use.cc -o {0}/use && {0}/use", in)
              .c_str()),
      0);
  EXPECT_THAT(Run("export c.db:0 --as header -o seed.hpp --name first").out, HasSubstr("namespace first"));
}

TEST_F(HeaderCommand, WhatHasNoScoreOrNoNameIsRefusedInWords) {
  ASSERT_EQ(Run("run toy --campaign c.db --candidates 12 --seed 3 -q").code, 0);
  EXPECT_THAT(Run("export c.db --as header -o x.hpp --name a-b").err,
              HasSubstr("'a-b' cannot name a namespace"));
  EXPECT_THAT(Run("export c.db:9999 --as header -o x.hpp").err, HasSubstr("no candidate '9999'"));
  std::ofstream(folder_ / "bad.cc") << "int x\n";
  ASSERT_EQ(Run("add c.db bad.cc").code, 1);
  const int64_t last = static_cast<int64_t>(Run("stats c.db --json").json()["candidates"].get<int64_t>()) - 1;
  EXPECT_THAT(Run(fmt::format("export c.db:{} --as header -o x.hpp", last)).err,
              HasSubstr(fmt::format("candidate {} has no score (", last)));
}

}  // namespace
}  // namespace gauntlet
