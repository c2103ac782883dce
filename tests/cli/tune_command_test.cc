// gauntlet tune: what may vary, what comes of it, and that the written source is what was tuned.
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

// Three train datasets and two of validation; the policy's weight of age is far from what any of them wants.
class TuneCommand : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    fs::create_directories(folder_ / "tunable");
    std::ofstream problem(folder_ / "tunable" / "problem.yaml");
    problem << "name: tunable\ndomain: cache\ninterface: priority\nseed: seed.cc\n"
               "objective: {metric: misses, reference: fifo_misses, form: bounded_reduction}\n"
               "limits: {cpu_s: 2}\nworkloads:\n";
    int seed = 0;
    for (const char* split : {"train", "train", "train", "validation", "validation"})
      problem << fmt::format(
          "  - {{name: w{0}, split: {1}, generate: {{kind: zipf, requests: 4000, objects: 800, seed: {0}}},\n"
          "     object_size: unit, capacity: {{objects: 80}}}}\n",
          ++seed, split);
    Source("tunable/seed.cc", "double(object.now)");
    // 0.05 on hits, as good as none: LRU. Much more makes it LFU, which is better here.
    Source("policy.cc", "double(object.last_access) + 0.05 * double(object.count)");
  }
};

TEST_F(TuneCommand, ShowsWhatMayVaryAndWhatNotAndWhy) {
  Source("p.cc", "double(object.now >> 3) + 0.05 * double(object.count)");
  const Output shown = Run("tune tunable p.cc --dry-run");
  ASSERT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("1 literal can be tuned"));
  EXPECT_THAT(shown.out, HasSubstr("a shift count"));
  const Json space = Run("tune tunable p.cc --dry-run --json").json()["space"];
  ASSERT_EQ(space["tuned"].size(), 1u);
  EXPECT_EQ(space["tuned"][0]["literal"], "0.05");
  EXPECT_EQ(space["tuned"][0]["line"], 5);
  EXPECT_EQ(space["tuned"][0]["type"], "double");
  EXPECT_EQ(space["fixed"][0]["reason"], "a shift count");
}

TEST_F(TuneCommand, FindsABetterNumberAndWritesASourceThatEvalScoresTheSame) {
  const Output tuned = Run("tune tunable policy.cc --vectors 120 --seed 3 --json -o better.cc");
  ASSERT_EQ(tuned.code, 0) << tuned.err;
  const Json result = tuned.json()["tuning"];
  ASSERT_TRUE(result["chosen"].is_number()) << tuned.out;
  EXPECT_EQ(result["bit_equal"], true);
  EXPECT_EQ(result["confirmed"], true);
  EXPECT_EQ(result["speed"]["equal"], result["speed"]["vectors"]);
  EXPECT_EQ(result["folds"].size(), 3u);
  const Json chosen = result["finalists"][result["chosen"].get<size_t>()];
  EXPECT_GT(chosen["validation"]["mean"], 0);
  EXPECT_EQ(chosen["literals"][0]["old"], "0.05");
  EXPECT_EQ(ReadAll(folder_ / "better.cc"), result["source_text"].get<std::string>());
  // What `eval` says of the two files is what was promised.
  const Json before = Run("eval tunable policy.cc --json").json()["results"][0];
  const Json after = Run("eval tunable better.cc --verify --json").json()["results"][0];
  EXPECT_EQ(after["confirmed"], true);
  EXPECT_NEAR(after["score"].get<double>() - before["score"].get<double>(),
              chosen["train"]["mean"].get<double>(), 1e-12);
}

TEST_F(TuneCommand, TriesTheSameWithOneWorkerAsWithTwo) {
  const auto tuned = [&](const std::string& more) {
    const Output output = Run("tune tunable policy.cc --vectors 60 --json " + more);
    EXPECT_EQ(output.code, 0) << output.err;
    Json result = output.json()["tuning"];
    for (const char* measured : {"seconds", "workers", "speed", "vector_limit_cpu_ms"})
      result.erase(measured);
    return result;
  };
  const Json one = tuned("--workers 1"), two = tuned("--workers 2");
  EXPECT_EQ(one, two);
  EXPECT_GT(one["vectors"], 40);
  EXPECT_NE(one, tuned("--seed 2"));
}

TEST_F(TuneCommand, KeepsTheOriginalWhereNothingIsBetter) {
  Source("flat.cc", "double(object.now) + 0.5");
  const Output tuned = Run("tune tunable flat.cc --vectors 30 -o same.cc");
  ASSERT_EQ(tuned.code, 0) << tuned.err;
  EXPECT_THAT(tuned.out, HasSubstr("no vector is better on train: the original stays"));
  EXPECT_EQ(ReadAll(folder_ / "same.cc"), ReadAll(folder_ / "flat.cc"));
}

TEST_F(TuneCommand, CountsVectorsThatFailAndNeverTakesOne) {
  // Above 2 it never comes back.
  std::ofstream(folder_ / "loops.cc")
      << "#include <gauntlet/sdk/cache_priority.hpp>\n// EVOLVE-BLOCK-START\n"
         "double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {\n"
         "  volatile double x = 1.0;  // tune: [0.5, 4]\n"
         "  while (x > 2.0) x = x + 1;  // tune: off\n"
         "  return double(object.last_access) + x * double(object.count);\n"
         "}\n// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_PRIORITY(priority)\n";
  const Output tuned = Run("tune tunable loops.cc --strategy lhs --vectors 6 --json");
  ASSERT_EQ(tuned.code, 0) << tuned.err;
  const Json result = tuned.json()["tuning"];
  EXPECT_GE(result["failures"]["timeout"], 1) << tuned.out;
  for (const Json& finalist : result["finalists"])
    EXPECT_LE(std::stod(finalist["literals"][0]["new"].get<std::string>()), 2) << tuned.out;
}

TEST_F(TuneCommand, CtrlCEndsItWithTheBestSoFar) {
  Source("two.cc", "0.5 * double(object.last_access) + 0.05 * double(object.count)");
  const fs::path out = folder_ / "out.txt", err = folder_ / "err.txt";
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
    if (::chdir(folder_.c_str()) != 0 || !std::freopen(err.c_str(), "w", stderr) ||
        !std::freopen(out.c_str(), "w", stdout))
      ::_exit(127);
    ::execl(kProgram.c_str(), "gauntlet", "tune", "tunable", "two.cc", "--vectors", "200000", "-o", "best.cc",
            nullptr);
    ::_exit(127);
  }
  int status = 0;
  while (ReadAll(err).find("vectors") == std::string::npos && ::waitpid(pid, &status, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ::kill(pid, SIGINT);
  ::waitpid(pid, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130) << ReadAll(err);
  EXPECT_THAT(ReadAll(out), HasSubstr("Interrupted: the best so far."));
  EXPECT_TRUE(fs::exists(folder_ / "best.cc"));
}

TEST_F(TuneCommand, SaysWhatItCannotTakeAndWhere) {
  const auto fails = [&](const std::string& arguments, int code, const std::string& says) {
    const Output output = Run("tune " + arguments);
    EXPECT_EQ(output.code, code) << arguments;
    EXPECT_THAT(output.err, HasSubstr(says)) << arguments;
  };
  fails("tunable", 2, "source is required");
  fails("tunable nowhere.cc", 2, "nowhere.cc");
  fails("nothing policy.cc", 2, "nothing");
  fails("tunable policy.cc --strategy best", 2, "strategy");
  fails("tunable policy.cc --time soon", 2, "--time soon");
  Source("bad.cc", "0.5 * double(object.now)  // tune: [1]\n");
  fails("tunable bad.cc", 2, "bad.cc: line 5: tune: ");
  std::ofstream(folder_ / "broken.cc") << "#include <gauntlet/sdk/cache_priority.hpp>\nint x = ;\n";
  fails("tunable broken.cc", 2, "broken.cc: it does not parse: line 2");
  Source("none.cc", "double(object.now)");
  fails("tunable none.cc", 2, "no literal of the evolve block can be tuned");
  std::ofstream(folder_ / "throws.cc")
      << "#include <gauntlet/sdk/cache_priority.hpp>\n// EVOLVE-BLOCK-START\n"
         "double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure&) {\n"
         "  if (object.count < 1000) throw 5;\n  return 0.5;\n}\n// "
         "EVOLVE-BLOCK-END\nGAUNTLET_CACHE_PRIORITY(priority)\n";
  fails("tunable throws.cc", 2, "the original fails, so there is nothing to compare with: exception");
}

}  // namespace
}  // namespace gauntlet
