// Candidates that stop early, as a user sees them: by racing for a place in the archive.
#include <chrono>
#include <csignal>
#include <thread>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class RaceCommand : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    std::ofstream(folder_ / "toy" / "problem.yaml") << R"(name: toy
domain: cache
interface: priority
seed: seed.cc
objective: {metric: misses, reference: fifo_misses, form: bounded_reduction,
            bound: belady_misses, bound_holds: belady_is_bound}
features:
  - {name: nodes, low: 20, high: 200, bins: 2, scale: log}
workloads:
  - {name: a, generate: {kind: zipf, requests: 20000, objects: 2000, seed: 1},
     object_size: unit, capacity: {objects: [50, 100, 200, 400]}}
  - {name: b, split: validation, generate: {kind: zipf, requests: 20000, objects: 2000, seed: 2},
     object_size: unit, capacity: {objects: 200}}
)";
    std::ofstream(folder_ / "race.yaml") << "cascade: {race: sound}\n";
  }

  // Rows without what depends on the clock.
  Json Rows(const std::string& campaign) const {
    Json rows = Run("list " + campaign + " --json").json()["candidates"];
    for (Json& row : rows) row.erase("timing_ms");
    return rows;
  }
};

TEST_F(RaceCommand, StopsWhoCannotEnterAndSaysWhatThatSaved) {
  const Output run = Run("run toy --config race.yaml --campaign r.db --candidates 150 --workers 2 --json");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json race = run.json()["race"];
  EXPECT_EQ(race["mode"], "sound");
  ASSERT_EQ(race["order"].size(), 4u);
  ASSERT_EQ(race["checkpoints"].size(), 3u);
  int64_t stopped = 0, number = -1;
  double played = 0;
  for (const Json& row : Rows("r.db")) {
    if (row["verdict"]["kind"] != "ok" || row["stage_scores"].empty()) continue;
    const bool whole = !row["score"].is_null();
    const size_t reached = row["stage_scores"].size();
    played += whole ? 80000.0 : 20000.0 * static_cast<double>(reached);
    if (whole) {
      EXPECT_EQ(reached, 3u);
      continue;
    }
    ++stopped;
    number = row["number"];
    EXPECT_FALSE(row["confirmed"].get<bool>() || row["in_archive"].get<bool>());
    EXPECT_TRUE(row["metrics"].empty() && row["workloads"].empty());
  }
  EXPECT_GT(stopped, 10);
  EXPECT_EQ(race["stopped"], stopped);
  EXPECT_EQ(race["requests_played"], played);
  EXPECT_EQ(race["requests_played"].get<double>() + race["requests_saved"].get<double>(),
            80000.0 * race["raced"].get<double>());

  EXPECT_EQ(Run("stats r.db --json").json()["race"], race);
  EXPECT_EQ(Run("report r.db --json").json()["race"], race);
  EXPECT_GT(race["checkpoints"][2]["rank_correlation"].get<double>(), 0.5);
  EXPECT_THAT(Run("stats r.db").out, HasSubstr("of their requests were not played"));
  EXPECT_THAT(Run(fmt::format("show r.db:{}", number)).out, HasSubstr(", stopped there"));
  ASSERT_EQ(Run("report r.db -o r.html").code, 0);
  EXPECT_THAT(ReadAll(folder_ / "r.html"), HasSubstr("Stopped early"));
}

TEST_F(RaceCommand, ThatIsKilledGoesOnAsIfNothingHadHappened) {
  ASSERT_EQ(Run("run toy --config race.yaml --campaign whole.db --candidates 150 --workers 1").code, 0);
  const Json whole = Rows("whole.db");
  ASSERT_EQ(whole.size(), 150u);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
    if (::chdir(folder_.c_str()) == 0)
      ::execl(kProgram.c_str(), "gauntlet", "run", "toy", "--config", "race.yaml", "--campaign", "cut.db",
              "--candidates", "150", "--workers", "3", "-q", nullptr);
    ::_exit(127);
  }
  int status = 0;
  bool over = false;
  while (!over && !(Run("stats cut.db --json").json().value("candidates", 0) > 20)) {
    over = ::waitpid(pid, &status, WNOHANG) != 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (!over) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
  }
  const Output resumed = Run("resume cut.db --workers 2 --json");
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_EQ(Rows("cut.db"), whole);
  EXPECT_GT(resumed.json()["race"]["stopped"], 10);
}

TEST_F(RaceCommand, SaysWhyThereIsNone) {
  std::ofstream(folder_ / "nsga2.yaml") << "cascade: {race: sound}\nselector: nsga2\n";
  const Output run = Run("run toy --config nsga2.yaml --campaign n.db --candidates 20");
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("No race: selector nsga2 cannot tell by a score alone whom it would keep."));
}

}  // namespace
}  // namespace gauntlet
