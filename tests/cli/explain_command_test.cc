// gauntlet explain: the worth of parts and edits, and the smallest policy that is as good.
#include <fstream>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class ExplainCommand : public Cli {
 protected:
  // Candidate 0 is the seed; 1 adds frequency; 2 something that no score depends on.
  void WriteLineage() {
    ASSERT_EQ(Run("run toy --campaign c.db --candidates 1 -q").code, 0);
    Source("a.cc", "double(object.now) + 900.0 * double(object.count)");
    Source("b.cc", "double(object.now) + 900.0 * double(object.count + 0 * object.size)");
    for (const auto& [file, parent] : {std::pair("a.cc", 0), {"b.cc", 1}}) {
      const Output added = Run(fmt::format("add c.db {} --parent {}", file, parent));
      ASSERT_EQ(added.code, 0) << added.err << added.out;
    }
  }
};

TEST_F(ExplainCommand, SaysWhatEachPartAndEachEditIsWorth) {
  WriteLineage();
  const Json rows = Run("list c.db --json").json()["candidates"];
  const Output run = Run("explain c.db:2 --json");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json json = run.json();
  EXPECT_EQ(json["score"], rows[2]["score"]);
  EXPECT_EQ(json["stored"], true);
  EXPECT_EQ(Run("list c.db --json").json()["candidates"], rows) << "nothing else of the campaign changed";
  EXPECT_EQ(json["seed_score"], rows[0]["score"]);
  ASSERT_EQ(json["edits"].size(), 2u);
  EXPECT_EQ(json["edits"][0]["fate"], "scored");
  EXPECT_DOUBLE_EQ(json["edits"][0]["worth"].get<double>(),
                   rows[2]["score"].get<double>() - rows[0]["score"].get<double>())
      << "what the second one changed in it goes with it, and the seed's rule is left";
  EXPECT_EQ(json["edits"][1]["fate"], "same");
  EXPECT_FALSE(json["parts"].empty());
  for (const Json& part : json["parts"])
    EXPECT_EQ(part["worth"].is_number(), part["fate"] == "scored" || part["fate"] == "same") << part.dump();
  const Output text = Run("explain c.db:2");
  EXPECT_THAT(text.out, HasSubstr("What the parts are worth"));
  EXPECT_THAT(text.out, HasSubstr("gain then"));
}

TEST_F(ExplainCommand, WritesTheSmallestPolicyWhichIsAPolicyOfThatScore) {
  WriteLineage();
  const Output run = Run("explain c.db:2 --minimize --tolerance 0 -o small.cc --json");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json small = run.json()["minimized"];
  EXPECT_LT(small["bytes"].get<int>(), small["bytes_before"].get<int>());
  const std::string source = ReadAll(folder_ / "small.cc");
  EXPECT_EQ(small["source"], source);
  EXPECT_THAT(source, ::testing::Not(HasSubstr("object.size")));
  const Output eval = Run("eval toy small.cc --json");
  EXPECT_EQ(eval.json()["results"][0]["score"], small["score"]);
}

TEST_F(ExplainCommand, WhatCannotBeExplainedIsAnErrorThatSaysWhy) {
  WriteLineage();
  std::ofstream(folder_ / "broken.cc") << "#include <gauntlet/sdk/cache_priority.hpp>\nint x = ;\n";
  EXPECT_EQ(Run("add c.db broken.cc --parent 0").code, 1);
  const Output broken = Run("explain c.db:3");
  EXPECT_EQ(broken.code, 2);
  EXPECT_THAT(broken.err, HasSubstr("candidate 3 has no score to explain"));
  EXPECT_EQ(Run("explain nowhere.db").code, 2);
  EXPECT_EQ(Run("explain c.db:2 --tolerance 2").code, 2);
}

}  // namespace
}  // namespace gauntlet
