// Exit codes and JSON as the contract has them.
#include <signal.h>

#include <chrono>
#include <thread>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

TEST_F(Cli, EvalAnswersInTheOrderOfTheSources) {
  Source("bad.cc", "double(object.nowhere)");
  const Output o = Run("eval toy toy/seed.cc bad.cc toy/lfu.cc --verify --json");
  EXPECT_EQ(o.code, 1) << o.err;
  const Json results = o.json()["results"];
  ASSERT_EQ(results.size(), 3u) << o.out << o.err;
  EXPECT_EQ(results[0]["verdict"]["kind"], "ok");
  EXPECT_EQ(results[0]["confirmed"], true);
  EXPECT_EQ(results[0]["workloads"][0]["metrics"]["requests"], 20000);
  EXPECT_EQ(results[1]["source"], "bad.cc");
  EXPECT_EQ(results[1]["verdict"]["kind"], "compile_error");
  EXPECT_TRUE(results[1]["score"].is_null());
  EXPECT_EQ(results[2]["verdict"]["kind"], "ok");
  EXPECT_GT(results[2]["score"].get<double>(), results[0]["score"].get<double>())
      << "LFU beats LRU on a still Zipf";
}

TEST_F(Cli, EvalGroupsWorkloadsByTheirSettings) {
  std::ofstream(folder_ / "sweep.yaml")
      << "name: s\ngenerate: {kind: zipf, requests: 20000, objects: 2000, seed: 1}\n"
         "object_size: unit\ncapacity: {objects: [100, 400]}\n";
  const std::string eval = "eval toy toy/seed.cc toy/lfu.cc --workload sweep.yaml ";
  const Output by = Run(eval + "--by capacity_objects --json");
  ASSERT_EQ(by.code, 0) << by.err;
  for (const Json& result : by.json()["results"]) {
    const Json& groups = result["groups"];
    ASSERT_EQ(groups.size(), 2u) << groups;
    EXPECT_EQ(groups[0]["by"]["capacity_objects"], "100");
    EXPECT_EQ(groups[1]["by"]["capacity_objects"], "400");
    for (size_t i = 0; i < 2; ++i) {
      const Json& metrics = result["workloads"][i]["metrics"];
      EXPECT_EQ(groups[i]["workloads"], 1);
      EXPECT_EQ(groups[i]["misses"], metrics["misses"].get<double>());
      EXPECT_DOUBLE_EQ(groups[i]["over_bound"]["p50"].get<double>(),
                       metrics["misses"].get<double>() / metrics["belady_misses"].get<double>());
    }
  }
  const Output all = Run(eval);
  EXPECT_THAT(all.out, HasSubstr("over belady_misses")) << "without --by: all workloads are one group";
  EXPECT_THAT(all.out, ::testing::Not(HasSubstr("toy/lfu.cc"))) << "the folder of all goes without saying";
  const Output unknown = Run(eval + "--by colour");
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, ::testing::AllOf(HasSubstr("--by colour"), HasSubstr("capacity_objects")));
}

TEST_F(Cli, TheTiersAgreeToTheLastBit) {
  Json first;
  for (const char* tier : {"fork", "hot", "trusted"}) {
    const Output o = Run(fmt::format("eval toy toy/seed.cc toy/lfu.cc --json --isolation {}", tier));
    ASSERT_EQ(o.code, 0) << tier << o.err;
    Json metrics = Json::array();
    for (const Json& result : o.json()["results"]) metrics.push_back(result["workloads"]);
    if (first.is_null()) first = metrics;
    EXPECT_EQ(metrics, first) << tier;
  }
}

TEST_F(Cli, WrongUsageAndBadFilesExitWithTwo) {
  EXPECT_EQ(Run("").code, 2);
  EXPECT_EQ(Run("no-such-command").code, 2);
  EXPECT_EQ(Run("eval toy").code, 2);
  const Output unknown = Run("eval no_such_problem toy/seed.cc");
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("cache_miss_ratio"));
  EXPECT_EQ(Run("eval toy nowhere.cc").code, 2);
  EXPECT_EQ(Run("run toy --config nowhere.yaml").code, 2);
  EXPECT_EQ(Run("list nowhere.db").code, 2);
  EXPECT_EQ(Run("--help").code, 0);
  EXPECT_EQ(Run("eval --help").code, 0);
}

TEST_F(Cli, MalformedYamlIsNamedWithItsLine) {
  std::ofstream(folder_ / "toy" / "problem.yaml", std::ios::app) << "limits: {cpu_seconds: 3}\n";
  const Output o = Run("eval toy toy/seed.cc --json");
  EXPECT_EQ(o.code, 2);
  EXPECT_THAT(o.err, HasSubstr("problem.yaml:19: limits.cpu_seconds: unknown key"));
  EXPECT_THAT(o.out, HasSubstr("\"error\""));
}

TEST_F(Cli, ACutTraceIsAnErrorAndNoVerdict) {
  std::ofstream(folder_ / "cut.oracleGeneral.bin") << std::string(60, 'x');
  std::ofstream(folder_ / "w.yaml") << "name: w\ntrace: cut.oracleGeneral.bin\ncapacity: {bytes: 100}\n";
  const Output o = Run("eval toy toy/seed.cc --workload w.yaml");
  EXPECT_EQ(o.code, 2);
  EXPECT_THAT(o.err, HasSubstr("cut.oracleGeneral.bin"));
}

TEST_F(Cli, ACampaignRunsAndCanBeLookedInto) {
  const Output run = Run("run toy --campaign c.db --candidates 60 --seed 3 --final --json");
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.json()["candidates"], 60);

  const Json list = Run("list c.db --json").json()["candidates"];
  ASSERT_EQ(list.size(), 60u);
  for (const Json& c : list) EXPECT_EQ(c["score"].is_null(), c["verdict"]["kind"] != "ok");
  const Json best = Run("best c.db --json").json();
  EXPECT_EQ(best["confirmed"], true);
  EXPECT_THAT(best["source_text"].get<std::string>(), HasSubstr("EVOLVE-BLOCK-START"));
  EXPECT_EQ(Run("show c.db:0 --json").json()["generator"], "seed");
  EXPECT_EQ(Run("lineage c.db").code, 0);
  EXPECT_THAT(Run("lineage c.db --dot").out, HasSubstr("digraph"));
  EXPECT_EQ(Run("stats c.db --json").json()["candidates"], 60);
  EXPECT_EQ(Run("compare c.db c.db --json").json()["campaigns"].size(), 2u);
  EXPECT_EQ(Run("show c.db:99999").code, 2);
  EXPECT_EQ(Run("export c.db -o out").code, 0);
  EXPECT_TRUE(fs::exists(folder_ / "out" / "sources" / "000000.cc"));
  EXPECT_EQ(Run("run toy --campaign c.db --candidates 60").code, 2)
      << "an existing campaign is not overwritten";
  const Output verify = Run("verify c.db --final --json");
  EXPECT_EQ(verify.code, 0) << verify.err << verify.out;
}

// Rows without what depends on the clock.
Json Rows(const Output& list) {
  Json rows = list.json()["candidates"];
  for (Json& row : rows) row.erase("timing_ms");
  return rows;
}

TEST_F(Cli, TheSameSeedGivesTheSameRowsWhateverTheNumberOfWorkers) {
  for (const int workers : {1, 2, 4})
    ASSERT_EQ(
        Run(fmt::format("run toy --campaign w{0}.db --candidates 80 --seed 5 --workers {0}", workers)).code,
        0);
  const Json one = Rows(Run("list w1.db --json"));
  ASSERT_EQ(one.size(), 80u);
  EXPECT_EQ(Rows(Run("list w2.db --json")), one);
  EXPECT_EQ(Rows(Run("list w4.db --json")), one);
}

TEST_F(Cli, ACascadeStopsCandidatesAndStatsSayHowWellItTells) {
  std::ofstream(folder_ / "cascade.yaml") << "cascade: [{sample_rate: 0.2, keep_share: 0.5}]\n";
  for (const int workers : {1, 3})
    ASSERT_EQ(
        Run(fmt::format("run toy --config cascade.yaml --campaign c{0}.db --candidates 80 --workers {0}",
                        workers))
            .code,
        0);
  const Json rows = Rows(Run("list c1.db --json"));
  EXPECT_EQ(Rows(Run("list c3.db --json")), rows);
  int64_t stopped = 0;
  for (const Json& row : rows) {
    if (row["verdict"]["kind"] != "ok") continue;
    ASSERT_EQ(row["stage_scores"].size(), 1u);
    if (!row["score"].is_null()) continue;
    ++stopped;
    EXPECT_FALSE(row["confirmed"].get<bool>() || row["in_archive"].get<bool>());
    EXPECT_TRUE(row["metrics"].empty() && row["workloads"].empty());
  }
  EXPECT_GT(stopped, 5);
  const Json cascade = Run("stats c1.db --json").json()["cascade"];
  EXPECT_EQ(cascade["stopped"], stopped);
  ASSERT_EQ(cascade["stages"].size(), 1u);
  EXPECT_GT(cascade["stages"][0]["compared"].get<int>(), 5);
  EXPECT_GT(cascade["stages"][0]["rank_correlation"].get<double>(), 0);
  EXPECT_THAT(Run("stats c1.db").out, HasSubstr("rank correlation"));
  EXPECT_TRUE(Run("stats c1.db --json").json()["cascade"].contains("saved_ms"));
}

TEST_F(Cli, ACampaignKilledAtAnyMomentGoesOnAsIfNothingHadHappened) {
  ASSERT_EQ(Run("run toy --campaign whole.db --candidates 120 --seed 7").code, 0);
  const Json whole = Rows(Run("list whole.db --json"));
  for (const int ms : {150, 400, 700}) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::setpgid(0, 0);
      const std::string command =
          "exec " + kProgram + " run toy --campaign cut.db --candidates 120 --seed 7 -q >/dev/null 2>&1";
      ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
      if (::chdir(folder_.c_str()) == 0) ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
      ::_exit(127);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    if (!fs::exists(folder_ / "cut.db")) continue;
    const Output resumed = Run("resume cut.db");
    if (resumed.code == 2) {  // killed before the campaign had said what it is
      for (const char* suffix : {"", "-wal", "-shm", ".lock"})
        fs::remove(folder_ / (std::string("cut.db") + suffix));
      continue;
    }
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(Rows(Run("list cut.db --json")), whole) << "killed after " << ms << " ms";
    for (const char* suffix : {"", "-wal", "-shm", ".lock"})
      fs::remove(folder_ / (std::string("cut.db") + suffix));
  }
}

TEST_F(Cli, CtrlCSavesAndSaysHowToResume) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
    const std::string err = (folder_ / "err.txt").string();
    if (::chdir(folder_.c_str()) != 0 || !std::freopen(err.c_str(), "w", stderr)) ::_exit(127);
    ::execl(kProgram.c_str(), "gauntlet", "run", "toy", "--campaign", "i.db", "--candidates", "1000000",
            nullptr);
    ::_exit(127);
  }
  int status = 0;
  while (!(Run("stats i.db --json").json().value("candidates", 0) > 0) &&
         ::waitpid(pid, &status, WNOHANG) == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ::kill(pid, SIGINT);
  ::waitpid(pid, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  EXPECT_THAT(ReadAll(folder_ / "err.txt"), HasSubstr("gauntlet resume i.db"));
  EXPECT_GT(Run("stats i.db --json").json()["candidates"], 0);
}

TEST_F(Cli, FilesThatAreNoCampaignsAreRefused) {
  std::ofstream(folder_ / "not.db") << "this is not a database, it only says so in its name";
  const Output o = Run("list not.db");
  EXPECT_NE(o.code, 0);
  EXPECT_THAT(o.err, HasSubstr("not.db"));
  EXPECT_NE(Run("resume not.db").code, 0);
}

TEST_F(Cli, TwoRunsOnOneCampaignAreRefused) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
    if (::chdir(folder_.c_str()) != 0 || !std::freopen("/dev/null", "w", stderr)) ::_exit(127);
    ::execl(kProgram.c_str(), "gauntlet", "run", "toy", "--campaign", "busy.db", "--candidates", "1000000",
            nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 100 && Run("list busy.db").code != 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const Output second = Run("resume busy.db");
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  EXPECT_NE(second.code, 0);
  EXPECT_THAT(second.err, HasSubstr(std::to_string(pid)));
}

}  // namespace
}  // namespace gauntlet
