// Problems whose policies are played by a program: `simulator: {command: ...}`. The one here is a harness in Python.
#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

constexpr const char* kPython = "/usr/bin/python3";

class Harness : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    if (!fs::exists(kPython))
      GTEST_SKIP() << "no " << kPython << ", which the harness of this test is written for";
    fs::copy(fs::path(GAUNTLET_SOURCE_DIR) / "tests/cli/harness", folder_ / "bin_packing",
             fs::copy_options::recursive);
  }
  // The result of a policy whose `choose` begins with `body`.
  Json ResultOf(const std::string& body, const std::string& options = "") const {
    Put("tried.py", "import os\ndef choose(item, free):\n" + body + "\n    return None\n");
    const Output eval = Run("eval bin_packing tried.py --json " + options);
    EXPECT_TRUE(eval.json().contains("results")) << eval.err;
    return eval.json()["results"][0];
  }
  std::string KindOf(const std::string& body) const { return ResultOf(body)["verdict"]["kind"]; }
};

TEST_F(Harness, PoliciesInPythonHaveScoresThatNobodyConfirms) {
  const Output eval = Run("eval bin_packing bin_packing/seed.py bin_packing/best_fit.py --verify --json");
  ASSERT_EQ(eval.code, 0) << eval.err;
  const Json results = eval.json()["results"];
  for (const Json& result : results) {
    EXPECT_EQ(result["verdict"]["kind"], "ok");
    EXPECT_EQ(result["confirmed"], false);
    EXPECT_EQ(result["unconfirmed"], true);
  }
  EXPECT_GT(results[1]["score"], results[0]["score"]) << "best-fit is better than the seed";
  EXPECT_THAT(Run("eval bin_packing bin_packing/seed.py").out, HasSubstr("unconfirmed"));
}

TEST_F(Harness, EveryWayToFailHasItsVerdict) {
  EXPECT_EQ(KindOf("    return 0 if free else None"), "invalid_decision");
  EXPECT_EQ(KindOf("    return 1 / 0"), "exception");
  EXPECT_EQ(KindOf("    os._exit(3)"), "crash");
  EXPECT_EQ(KindOf("    os.kill(os.getpid(), 11)"), "crash");
  EXPECT_EQ(KindOf("    print('no JSON')"), "no_result");
  EXPECT_EQ(KindOf("    os._exit(0)"), "no_result");
  EXPECT_EQ(
      KindOf("    print('{\"simulations\": [{\"metrics\": {\"bins\": NaN}}]}', flush=True); os._exit(0)"),
      "no_result");
  EXPECT_EQ(KindOf("    print('{\"failure\": {\"kind\": \"score_forged\", \"reason\": \"\"}}', flush=True); "
                   "os._exit(0)"),
            "no_result")
      << "not a program's to say";
  Put("broken.py", "def choose(item, free):\n    return (\n");
  const Json broken = Run("eval bin_packing broken.py --json").json()["results"][0];
  EXPECT_EQ(broken["verdict"]["kind"], "compile_error");
  EXPECT_EQ(broken["verdict"]["detail"]["line"], 2);
}

TEST_F(Harness, LimitsHoldForTheProgramWithThePolicy) {
  Replace("bin_packing/problem.yaml", "limits: {cpu_s: 20, memory_mb: 256}",
          "limits: {cpu_s: 1, memory_mb: 64}");
  EXPECT_EQ(KindOf("    while True: pass"), "timeout");
  EXPECT_EQ(KindOf("    x = [bytearray(1 << 20) for _ in range(4096)]"), "memory_limit");
  EXPECT_EQ(KindOf("    while True: os.write(1, b'x' * 65536)"), "no_result");
  Replace("bin_packing/problem.yaml", "references: true", "references: true\n  wall_s: 1");
  EXPECT_EQ(KindOf("    import time; time.sleep(600)"), "timeout");
}

TEST_F(Harness, APolicySeesTheProgramsFilesAndNothingElse) {
  const auto opens = [&](const fs::path& path) {
    return ResultOf("    open('" + path.string() + "').read(); return None")["verdict"].dump();
  };
  EXPECT_THAT(opens(folder_ / "bin_packing" / "harness.py"), HasSubstr("\"ok\""));
  for (const char* hidden : {"bin_packing/best_fit.py", "bin_packing/problem.yaml", "tried.py"})
    EXPECT_THAT(opens(folder_ / hidden), HasSubstr("PermissionError")) << hidden;
  EXPECT_THAT(
      ResultOf("    open('" + (folder_ / "bin_packing" / "left").string() + "', 'w')")["verdict"].dump(),
      HasSubstr("exception"));
  EXPECT_FALSE(fs::exists(folder_ / "bin_packing" / "left"));
  EXPECT_THAT(ResultOf("    import socket; socket.create_connection(('127.0.0.1', 80))")["verdict"].dump(),
              HasSubstr("PermissionError"));
  EXPECT_THAT(ResultOf("    assert 'GAUNTLET_CACHE' not in os.environ, 'seen'")["verdict"].dump(),
              HasSubstr("\"ok\""));
}

TEST_F(Harness, ACampaignGoesTheWholeWayAndSaysThatItIsUnconfirmed) {
  const Output run = Run("run bin_packing --campaign c.db --candidates 30");
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("Unconfirmed:"));
  EXPECT_TRUE(fs::exists(folder_ / "c.champion.py") || fs::exists(folder_ / "c.finalist.py")) << run.out;
  const Json best = Run("best c.db --json").json();
  EXPECT_EQ(best["confirmed"], false);
  EXPECT_EQ(best["unconfirmed"], true);
  EXPECT_GT(best["score"].get<double>(), 0.15);
  EXPECT_EQ(Run("stats c.db --json").json()["confirmed"], 0);
  EXPECT_GT(Run("stats c.db --json").json()["unconfirmed"], 0);
  EXPECT_THAT(Run("stats c.db").out, HasSubstr("unconfirmed"));
  EXPECT_EQ(Run("resume c.db --candidates 45").code, 0);
  for (const char* command : {"report c.db -o c.html", "lineage c.db", "verify c.db", "debug c.db",
                              "diff bin_packing/seed.py bin_packing/best_fit.py", "export c.db -o folder"})
    EXPECT_EQ(Run(command).code, 0) << command << Run(command).err;
  EXPECT_THAT(ReadAll(folder_ / "c.html"), HasSubstr("Unconfirmed: scores are"));
  EXPECT_THAT(Run("verify c.db").out, HasSubstr("unconfirmed"));
  EXPECT_THAT(Run("explain c.db").err, HasSubstr("needs a syntax tree"));
  ASSERT_EQ(Run("export c.db --as bundle -o bundle").code, 0);
  const Output verified = Run("verify bundle --problem-path .");
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
}

TEST_F(Harness, ModelsAreAskedForProgramsOfItsLanguage) {
  Put("model.sh",
      "#!/bin/sh\ncat > asked\ncat <<'EOF'\nThe fullest bin.\n```py\ndef choose(item, free):\n    # "
      "EVOLVE-BLOCK-START\n"
      "    fitting = [(room, i) for i, room in enumerate(free) if room >= item]\n"
      "    return min(fitting)[1] if fitting else None\n    # EVOLVE-BLOCK-END\n```\nEOF\n");
  fs::permissions(folder_ / "model.sh", fs::perms::owner_all);
  Put("llm.yaml", "llm: {models: [{command: [./model.sh]}]}\n");
  const Output run =
      Run("run bin_packing --generator command --config llm.yaml --candidates 3 --campaign l.db --json");
  ASSERT_EQ(run.code, 0) << run.err;
  const std::string asked = ReadAll(folder_ / "asked");
  EXPECT_THAT(asked, HasSubstr("```py"));
  EXPECT_THAT(asked, HasSubstr("Items of 1 to 100 come one by one"));
  EXPECT_EQ(asked.find("C++"), std::string::npos) << asked;
  const double best_fit =
      Run("eval bin_packing bin_packing/best_fit.py --json").json()["results"][0]["score"];
  EXPECT_EQ(Run("best l.db --json").json()["score"], best_fit);
}

TEST_F(Harness, AHostThatIsKilledTakesItsProgramsAlong) {
  Put("sleeper.py", "import time\ntime.sleep(500)\n");
  const std::string command = fmt::format(
      "cd '{0}' && GAUNTLET_CACHE='{0}/cache' timeout -s KILL 2 '{1}' eval bin_packing sleeper.py > "
      "/dev/null 2>&1",
      folder_.string(), kProgram);
  ASSERT_NE(std::system(command.c_str()), 0);
  const auto running = [&] {
    std::error_code error;
    for (const auto& item : fs::directory_iterator("/proc", error))
      if (ReadAll(item.path() / "cmdline").find((folder_ / "bin_packing" / "harness.py").string()) !=
          std::string::npos)
        return true;
    return false;
  };
  for (int i = 0; i < 600 && running(); ++i) ::usleep(50000);
  EXPECT_FALSE(running());
}

TEST_F(Harness, WithOneSeedACampaignIsTheSameAgain) {
  ASSERT_EQ(Run("run bin_packing --campaign a.db --candidates 20 --seed 7").code, 0);
  ASSERT_EQ(Run("run bin_packing --campaign b.db --candidates 20 --seed 7").code, 0);
  const auto scores = [&](const std::string& file) {
    std::string out;
    for (const Json& row : Run("list " + file + " --json").json()["candidates"])
      out += row["score"].dump() + " ";
    return out;
  };
  EXPECT_EQ(scores("a.db"), scores("b.db"));
}

TEST_F(Harness, WhoIsOtherInASecondRunIsUnmasked) {
  const std::string random =
      "    if os.urandom(1)[0] < 128: return None\n"
      "    return next((i for i, room in enumerate(free) if room >= item), None)";
  EXPECT_EQ(ResultOf(random, "--verify")["verdict"]["kind"], "nondeterministic");
  Replace("bin_packing/problem.yaml", "references: true", "references: true\n  repeatable: false");
  EXPECT_EQ(ResultOf(random, "--verify")["verdict"]["kind"], "ok");
}

TEST_F(Harness, CheckFindsItSoundAndNotesWhatNobodyConfirms) {
  const Output check = Run("check bin_packing --json --mutants 10");
  EXPECT_EQ(check.code, 0) << check.out << check.err;
  EXPECT_THAT(check.out, HasSubstr("not confirmed by anyone"));
  for (const Json& finding : check.json()["findings"]) EXPECT_NE(finding["grade"], "fail") << finding.dump();
}

TEST_F(Harness, MistakesInTheProblemAreNamedWithTheirPlace) {
  const auto error = [&](const std::string& from, const std::string& to) {
    Replace("bin_packing/problem.yaml", from, to);
    const Output eval = Run("eval bin_packing bin_packing/seed.py");
    EXPECT_EQ(eval.code, 2) << eval.out;
    Replace("bin_packing/problem.yaml", to, from);
    return eval.err;
  };
  EXPECT_THAT(error("/usr/bin/python3, harness.py", "no_such_program, harness.py"),
              HasSubstr("no such program: no_such_program"));
  EXPECT_THAT(error("references: true", "takes: bytecode"), HasSubstr("expected source or module"));
  EXPECT_THAT(error("references: true", "refernces: true"), HasSubstr("refernces"));
  EXPECT_THAT(error("references: true", "references: false"), HasSubstr("`references: true`"));
  EXPECT_THAT(error("items: 400, from: 15, to: 60", "items: 500, from: 5, to: 40"),
              HasSubstr("'small' (train)"));
}

TEST_F(Harness, AProgramMayTakeCompiledModules) {
  // A cache policy, compiled as for the simulator; the program loads it, and tells its size.
  Replace(
      "toy/problem.yaml", "interface: priority\n",
      fmt::format("interface: priority\nsimulator: {{command: [{}, player.py], takes: module}}\n", kPython));
  Replace("toy/problem.yaml",
          "objective: {metric: misses, reference: fifo_misses, form: bounded_reduction,\n"
          "            bound: belady_misses, bound_holds: belady_is_bound}",
          "objective: {metric: bytes}");
  Put("toy/player.py",
      "import ctypes, json, os, sys\n"
      "question = json.load(sys.stdin)\n"
      "ctypes.CDLL('libstdc++.so.6', mode=ctypes.RTLD_GLOBAL)  # modules expect it in their host\n"
      "ctypes.CDLL('./' + question['policy'])\n"
      "metrics = {'bytes': os.path.getsize(question['policy'])}\n"
      "print(json.dumps({'simulations': [{'metrics': metrics} for w in question['workloads']]}))\n");
  for (const char* split : {"a", "b", "c"}) {
    Replace("toy/problem.yaml", "generate: {kind: zipf, requests: 20000, objects: 2000, seed: ", "seed: ");
    (void)split;
  }
  for (int i = 0; i < 3; ++i)
    Replace("toy/problem.yaml", "},\n     object_size: unit, capacity: {objects: 200}}", "}");
  const Output eval = Run("eval toy toy/seed.cc toy/lfu.cc --json");
  ASSERT_EQ(eval.code, 0) << eval.err;
  for (const Json& result : eval.json()["results"]) {
    EXPECT_EQ(result["verdict"]["kind"], "ok") << result.dump();
    EXPECT_GT(result["metrics"]["bytes"], 500);
  }
  EXPECT_EQ(Run("run toy --campaign m.db --candidates 12").code, 0);
}

}  // namespace
}  // namespace gauntlet
