// gauntlet check: a sound problem passes, and each way in which one can be unsound is found and named.
#include <algorithm>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class CheckCommand : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    ASSERT_EQ(Run("new mine").code, 0);
  }
  void Replace(const std::string& name, const std::string& from, const std::string& to) const {
    std::string text = ReadAll(folder_ / "mine" / name);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << name << " has no " << from;
    std::ofstream(folder_ / "mine" / name) << text.replace(at, from.size(), to);
  }
  Output Check() const { return Run("check mine --mutants 6 --repeats 2 --json"); }
  // What it says of one question; the empty object if it was not asked.
  static Json Of(const Output& output, const std::string& name) {
    const Json json = output.json();
    EXPECT_TRUE(json.is_object()) << output.err;
    for (const Json& one : json.value("findings", Json::array()))
      if (one["name"] == name) return one;
    return Json::object();
  }
  void ExpectFound(const std::string& name, const std::string& says) const {
    const Output output = Check();
    EXPECT_EQ(output.code, 1) << output.err;
    const Json finding = Of(output, name);
    EXPECT_EQ(finding.value("grade", ""), "fail") << output.out;
    EXPECT_THAT(finding.value("says", ""), HasSubstr(says));
    EXPECT_NE(finding.value("advice", ""), "");
  }
};

TEST_F(CheckCommand, ANewProblemIsSound) {
  const Output output = Run("check mine --json");
  ASSERT_EQ(output.code, 0) << output.out << output.err;
  EXPECT_TRUE(output.json()["sound"]);
  std::string names;
  for (const Json& one : output.json()["findings"]) {
    names += one["name"].get<std::string>() + " ";
    EXPECT_EQ(one["grade"], "pass") << one.dump();
  }
  EXPECT_EQ(names,
            "problem splits workloads references baselines repeats workers battery stand_ins mutants cost ");
  EXPECT_EQ(Of(output, "mutants")["detail"]["mutants"], 60);
  std::string verdicts;
  for (const Json& one : Of(output, "stand_ins")["detail"]["policies"])
    verdicts += one["verdict"]["kind"].get<std::string>() + " ";
  EXPECT_EQ(verdicts, "ok invalid_decision timeout crash ok ok invalid_decision ");
}

TEST_F(CheckCommand, AProblemThatDoesNotOpenIsSaidWithItsPlace) {
  Replace("simulator.cc", "struct Settings {", "struct Settings {\n  unknown_type wrong;");
  ExpectFound("problem", "unknown type name 'unknown_type'");
}

TEST_F(CheckCommand, ASplitThatSeesAnothersData) {
  Replace("problem.yaml", "{name: few_t, split: test, machines: 3, jobs: 25, seed: 21}",
          "{name: few_t, split: test, machines: 3, jobs: 30, seed: 1}");
  ExpectFound("splits", "of workload 'few_t' (test) is one of 'few' (train) as well");
}

TEST_F(CheckCommand, AWorkloadThatDependsOnWhereMemoryLies) {
  Replace("simulator.cc", "gauntlet::sdk::Rng rng(params.CountOr(\"seed\", 1, 0, UINT64_MAX));",
          "int here = 0;\n  gauntlet::sdk::Rng rng(params.CountOr(\"seed\", 1, 0, UINT64_MAX) + "
          "reinterpret_cast<uintptr_t>(&here));");
  ExpectFound("workloads", "is other bytes when it is made again");
}

TEST_F(CheckCommand, ABoundThatIsNone) {
  Replace("simulator.cc", "out->Count(\"bound_seconds\", bound);",
          "out->Count(\"bound_seconds\", bound * 2);");
  const Output output = Check();
  EXPECT_EQ(output.code, 1) << output.err;
  const std::string where = output.json()["findings"].back()["name"];
  EXPECT_TRUE(where == "references" || where == "baselines") << output.out;
  EXPECT_THAT(output.out, HasSubstr("bound"));
}

TEST_F(CheckCommand, ASimulatorThatRemembersTheRunBefore) {
  Replace("simulator.cc", "struct Game {", "inline static uint64_t runs = 0;\n  struct Game {");
  Replace("simulator.cc", "out->Count(\"seconds\", seconds);", "out->Count(\"seconds\", seconds + ++runs);");
  const Output output = Check();
  EXPECT_EQ(output.code, 1) << output.out << output.err;
  EXPECT_FALSE(output.json()["sound"]);
}

TEST_F(CheckCommand, ASimulatorThatUsesAnAnswerBeforeItLooksAtIt) {
  Replace("simulator.cc", "if (answer[job] >= machines)",
          "++load[answer[job]];\n        if (answer[job] >= machines)");
  ExpectFound("stand_ins", "in the simulator: an answer that it did not check");
}

TEST_F(CheckCommand, AnObjectiveThatIsWonByDoingNothing) {
  Replace("simulator.cc", "seconds += *std::max_element(load, load + machines);",
          "seconds += load[machines - 1];");
  Replace("simulator.cc", "bound += std::max(longest, (sum + settings.machines - 1) / settings.machines);",
          "");
  ExpectFound("stand_ins", "more than");
}

TEST_F(CheckCommand, WhatIsMissingIsANoteAndNoFailure) {
  Replace("problem.yaml", "  - {name: one_machine, source: stand_ins/one_machine.cc, expect: ok}\n", "");
  Replace("problem.yaml", "  - {name: random, source: stand_ins/random.cc, expect: ok}\n", "");
  Replace("problem.yaml",
          "stand_ins:\n  - {name: no_such_machine, source: stand_ins/no_such_machine.cc, expect: "
          "invalid_decision}\n",
          "");
  Replace("problem.yaml", "  - {name: in_turn, source: baselines/in_turn.cc}\n", "");
  const Output output = Check();
  EXPECT_EQ(output.code, 0) << output.out << output.err;
  EXPECT_EQ(Of(output, "stand_ins")["grade"], "note");
  EXPECT_EQ(Of(output, "baselines")["grade"], "note");
  EXPECT_THAT(Run("check mine --mutants 2 --repeats 1").out, HasSubstr("mine is sound: "));
}

TEST_F(CheckCommand, AStandInOfOnesOwnMustGetWhatItIsSaidToGet) {
  Replace("problem.yaml", "no_such_machine.cc, expect: invalid_decision",
          "no_such_machine.cc, expect: [ok, timeout]");
  ExpectFound("stand_ins", "it should be ok or timeout");
  Replace("problem.yaml", "expect: [ok, timeout]", "expect: refused");
  ExpectFound("problem", "'refused' is no verdict");
}

TEST_F(CheckCommand, ABuiltInDomainIsCheckedToo) {
  const Output output = Run("check toy --mutants 4 --repeats 1 --json");
  EXPECT_EQ(output.code, 0) << output.out << output.err;
  EXPECT_EQ(Of(output, "stand_ins")["grade"], "note");
  EXPECT_EQ(Of(output, "workers")["grade"], "pass") << output.out;
}

TEST_F(CheckCommand, ARunThatCannotBeginLeavesNoFileBehind) {
  Replace("problem.yaml", "jobs: 30,", "jobs: none,");
  EXPECT_EQ(Run("run mine --campaign c.db --candidates 5").code, 2);
  EXPECT_FALSE(fs::exists(folder_ / "c.db"));
  Replace("problem.yaml", "jobs: none,", "jobs: 30,");
  EXPECT_EQ(Run("run mine --campaign c.db --candidates 5").code, 0);
}

}  // namespace
}  // namespace gauntlet
