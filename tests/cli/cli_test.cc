// The program as a user meets it: real processes, real files, exit codes and JSON as the contract has them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "host/base/json.h"

namespace gauntlet {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::string kProgram = std::string(GAUNTLET_BUILD_DIR) + "/bin/gauntlet";

struct Output {
  int code = -1;
  std::string out, err;
  Json json() const { return Json::parse(out, nullptr, false); }
};

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A small problem of two generated workloads: a campaign on it takes a second.
class Cli : public ::testing::Test {
 protected:
  void SetUp() override {
    static int count = 0;
    folder_ = fs::temp_directory_path() / fmt::format("gauntlet-cli-{}-{}", ::getpid(), count++);
    fs::create_directories(folder_ / "toy");
    std::ofstream(folder_ / "toy" / "problem.yaml") << R"(name: toy
domain: cache
interface: priority
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction, bound: belady_misses, bound_holds: belady_is_bound}
features:
  - {name: nodes, low: 5, high: 500, bins: 8, scale: log}
baselines:
  - {name: lfu, source: lfu.cc}
search: {candidates: 60}
workloads:
  - {name: a, generate: {kind: zipf, requests: 20000, objects: 2000, seed: 1}, object_size: unit, capacity: {objects: 200}}
  - {name: b, split: validation, generate: {kind: zipf, requests: 20000, objects: 2000, seed: 2}, object_size: unit, capacity: {objects: 200}}
  - {name: c, split: test, generate: {kind: zipf, requests: 20000, objects: 2000, seed: 3}, object_size: unit, capacity: {objects: 200}}
)";
    Source("toy/seed.cc", "double(object.now)");
    Source("toy/lfu.cc", "double(object.count)");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Source(const std::string& name, const std::string& expression) {
    std::ofstream(folder_ / name) << "#include <gauntlet/sdk/cache_priority.hpp>\n// EVOLVE-BLOCK-START\n"
                                     "double priority(const gauntlet::cache::Object& object,\n"
                                     "                const gauntlet::cache::Pressure& cache) {\n  return "
                                  << expression << ";\n}\n// EVOLVE-BLOCK-END\nGAUNTLET_CACHE_PRIORITY(priority)\n";
  }

  std::string CommandLine(const std::string& arguments) const {
    return fmt::format("cd '{0}' && GAUNTLET_CACHE='{0}/cache' '{1}' {2}", folder_.string(), kProgram, arguments);
  }

  Output Run(const std::string& arguments) const {
    const fs::path out = folder_ / "stdout", err = folder_ / "stderr";
    const int status =
        std::system(fmt::format("( {} ) >'{}' 2>'{}' </dev/null", CommandLine(arguments), out.string(), err.string()).c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ReadAll(out), ReadAll(err)};
  }

  fs::path folder_;
};

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
  EXPECT_GT(results[2]["score"].get<double>(), results[0]["score"].get<double>()) << "LFU beats LRU on a still Zipf";
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
  EXPECT_THAT(o.err, HasSubstr("problem.yaml:15: limits.cpu_seconds: unknown key"));
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
  EXPECT_EQ(Run("run toy --campaign c.db --candidates 60").code, 2) << "an existing campaign is not overwritten";
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
    ASSERT_EQ(Run(fmt::format("run toy --campaign w{0}.db --candidates 80 --seed 5 --workers {0}", workers)).code, 0);
  const Json one = Rows(Run("list w1.db --json"));
  ASSERT_EQ(one.size(), 80u);
  EXPECT_EQ(Rows(Run("list w2.db --json")), one);
  EXPECT_EQ(Rows(Run("list w4.db --json")), one);
}

TEST_F(Cli, ACampaignKilledAtAnyMomentGoesOnAsIfNothingHadHappened) {
  ASSERT_EQ(Run("run toy --campaign whole.db --candidates 120 --seed 7").code, 0);
  const Json whole = Rows(Run("list whole.db --json"));
  for (const int ms : {150, 400, 700}) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::setpgid(0, 0);
      const std::string command = "exec " + kProgram + " run toy --campaign cut.db --candidates 120 --seed 7 -q >/dev/null 2>&1";
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
      for (const char* suffix : {"", "-wal", "-shm", ".lock"}) fs::remove(folder_ / (std::string("cut.db") + suffix));
      continue;
    }
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(Rows(Run("list cut.db --json")), whole) << "killed after " << ms << " ms";
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) fs::remove(folder_ / (std::string("cut.db") + suffix));
  }
}

TEST_F(Cli, CtrlCSavesAndSaysHowToResume) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
    const std::string err = (folder_ / "err.txt").string();
    if (::chdir(folder_.c_str()) != 0 || !std::freopen(err.c_str(), "w", stderr)) ::_exit(127);
    ::execl(kProgram.c_str(), "gauntlet", "run", "toy", "--campaign", "i.db", "--candidates", "1000000", nullptr);
    ::_exit(127);
  }
  std::this_thread::sleep_for(std::chrono::seconds(3));
  ::kill(pid, SIGINT);
  int status = 0;
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
    ::execl(kProgram.c_str(), "gauntlet", "run", "toy", "--campaign", "busy.db", "--candidates", "1000000", nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 100 && Run("list busy.db").code != 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const Output second = Run("resume busy.db");
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  EXPECT_NE(second.code, 0);
  EXPECT_THAT(second.err, HasSubstr(std::to_string(pid)));
}

}  // namespace
}  // namespace gauntlet
