// What changed along a lineage, and which edits helped: lineage, show, stats --edits, diff of a candidate with its
// ancestor.
#include <fstream>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class EditsCommand : public Cli {
 protected:
  // Candidates 0 (the seed) to 3, each the parent of the next: a weight is changed, and changed back.
  void WriteLineage() {
    ASSERT_EQ(Run("run toy --campaign c.db --candidates 1 -q").code, 0);
    Source("a.cc", "3.0 * double(object.now) + double(object.count)");
    Source("b.cc", "2.5 * double(object.now) + double(object.count)");
    Source("c.cc", "3.0 * double(object.now) + 2.0 * double(object.count)");
    for (const auto& [file, parent] : {std::pair("a.cc", 0), {"b.cc", 1}, {"c.cc", 2}}) {
      const Output added = Run(fmt::format("add c.db {} --parent {}", file, parent));
      ASSERT_EQ(added.code, 0) << added.err << added.out;
    }
  }
};

TEST_F(EditsCommand, ALineageNamesTheEditsOfEachStepAndWhatTheyBringBack) {
  WriteLineage();
  const Output text = Run("lineage c.db:3");
  ASSERT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("weight of double(object.now): 3.0 -> 2.5\n"));
  EXPECT_THAT(text.out, HasSubstr("2.5 -> 3.0 [brings back what #2 removed]"));
  const Json steps = Run("lineage c.db:3 --json").json()["lineage"];
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_TRUE(steps[0]["gain"].is_null());
  EXPECT_TRUE(steps[0]["tree_edits"].empty());
  for (size_t i = 1; i < 4; ++i) {
    const Json& against = steps[i]["tree_edits"][0];
    EXPECT_EQ(against["parent"], i - 1);
    EXPECT_DOUBLE_EQ(against["gain"].get<double>(),
                     steps[i]["score"].get<double>() - steps[i - 1]["score"].get<double>());
    EXPECT_DOUBLE_EQ(
        against["workloads"][0]["change"]["misses"].get<double>(),
        steps[i]["metrics"]["misses"].get<double>() - steps[i - 1]["metrics"]["misses"].get<double>())
        << "train is one workload";
  }
  const Json& back = steps[3]["tree_edits"][0]["edits"][0];
  EXPECT_EQ(back["class"], "literal");
  EXPECT_EQ(back["brings_back"], 2);
  EXPECT_EQ(back["places"][0]["place"], "priority");
  const Output dot = Run("lineage c.db:3 --dot");
  EXPECT_THAT(dot.out, HasSubstr("n2 -> n3 [label="));
  EXPECT_THAT(dot.out, HasSubstr("brings back what #2 removed"));
}

TEST_F(EditsCommand, ShowPrintsTheEditsOfOneCandidate) {
  WriteLineage();
  const Output text = Run("show c.db:2");
  ASSERT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("against #1, gain "));
  EXPECT_THAT(text.out, HasSubstr("literal    priority: weight of double(object.now): 3.0 -> 2.5"));
  EXPECT_EQ(Run("show c.db:3 --json").json()["tree_edits"][0]["edits"][0]["brings_back"], 2);
  EXPECT_TRUE(Run("show c.db:0 --json").json()["tree_edits"].empty());
}

TEST_F(EditsCommand, ADiffAlongALineageMarksWhatItBringsBackAndAnyOtherDoesNot) {
  WriteLineage();
  EXPECT_THAT(Run("diff c.db:2 c.db:3").out, HasSubstr("[brings back what #2 removed]"));
  EXPECT_EQ(Run("diff c.db:2 c.db:3 --json").json()["named"][0]["brings_back"], 2);
  EXPECT_THAT(Run("diff b.cc c.cc").out, ::testing::Not(HasSubstr("brings back")));
  EXPECT_THAT(Run("diff c.db:3 c.db:2").out, ::testing::Not(HasSubstr("brings back")))
      << "3 is no ancestor of 2";
}

TEST_F(EditsCommand, StatsRankTheClassesOfEditsAndCountWhatTheRowsSay) {
  ASSERT_EQ(Run("run toy --campaign c.db --candidates 40 --seed 3 -q").code, 0);
  std::ofstream(folder_ / "broken.cc") << "#include <gauntlet/sdk/cache_priority.hpp>\nint x = ;\n";
  EXPECT_EQ(Run("add c.db broken.cc --parent 0").code, 1);
  const Output stats = Run("stats c.db --edits --json");
  ASSERT_EQ(stats.code, 0) << stats.err;
  const Json rows = Run("list c.db --json").json()["candidates"];
  int64_t steps = 0, helped = 0;
  for (const Json& row : rows) {
    if (row["parents"].empty()) continue;
    ++steps;
    const Json& parent = rows[row["parents"][0].get<size_t>()];
    helped += row["score"].is_number() && row["score"] > parent["score"];
  }
  const Json json = stats.json();
  EXPECT_EQ(json["steps"], steps);
  EXPECT_EQ(json["places"][0]["name"], "priority");
  int64_t last = INT64_MAX, most = 0, all_alone = 0;
  for (const Json& one : json["classes"]) {
    EXPECT_LE(one["helped"].get<int64_t>(), last) << "most helpful first";
    last = one["helped"];
    most = std::max(most, last);
    all_alone += one["helped_alone"].get<int64_t>();
    EXPECT_LE(one["valid"].get<int64_t>(), one["tried"].get<int64_t>());
    if (one["name"] == "(unreadable)") {
      EXPECT_EQ(one["tried"], 1);
      EXPECT_EQ(one["valid"], 0);
    }
  }
  EXPECT_GE(helped, std::max(most, all_alone));
  EXPECT_GT(helped, 0);
  EXPECT_EQ(json["best"].size(), std::min<size_t>(10, static_cast<size_t>(helped)));
  const Output text = Run("stats c.db --edits");
  EXPECT_THAT(text.out, HasSubstr("class of edit"));
  EXPECT_THAT(text.out, HasSubstr("(unreadable)"));
  EXPECT_THAT(text.out, HasSubstr("The largest gains in one step:"));
}

}  // namespace
}  // namespace gauntlet
