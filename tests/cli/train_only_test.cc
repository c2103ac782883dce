// Search reads the train split and nothing else: what lies in the other splits changes no row, and is not even
// opened before the report.
#include <signal.h>
#include <sys/inotify.h>

#include <chrono>
#include <thread>

#include "tests/cli/cli_fixture.h"

namespace gauntlet {
namespace {

class TrainOnly : public Cli {
 protected:
  void SetUp() override {
    Cli::SetUp();
    std::string yaml = ReadAll(folder_ / "toy" / "problem.yaml");
    yaml = yaml.substr(0, yaml.find("  - {name: b"));
    yaml += R"(  - {name: b, split: validation, trace: held/b.txt, format: lirs_text,
     object_size: unit, capacity: {objects: 50}}
  - {name: c, split: test, trace: held/c.txt, format: lirs_text, object_size: unit, capacity: {objects: 50}}
)";
    std::ofstream(folder_ / "toy" / "problem.yaml") << yaml;
    fs::create_directories(Held());
    WriteHeld([](int i) { return i * i % 613 * 7919 % 613; });
  }
  fs::path Held() const { return folder_ / "toy" / "held"; }
  void WriteHeld(int (*key)(int)) const {
    for (const char* name : {"b.txt", "c.txt"}) {
      std::ofstream out(Held() / name);
      for (int i = 0; i < 3000; ++i) out << key(i) << "\n";
    }
  }
  Json Rows(const std::string& campaign) const {
    Json rows = Run("list " + campaign + " --json").json()["candidates"];
    for (Json& row : rows) row.erase("timing_ms");
    return rows;
  }
  std::string RunOn(const std::string& name, int expected) const {
    const Output run = Run(fmt::format("run toy --campaign {} --candidates 60 --seed 5", name));
    EXPECT_EQ(run.code, expected) << run.err;
    return run.err;
  }
};

TEST_F(TrainOnly, WhatTheOtherSplitsHoldChangesNoRow) {
  RunOn("whole.db", 0);
  const Json whole = Rows("whole.db");
  ASSERT_EQ(whole.size(), 60u);

  WriteHeld([](int i) { return i % 3; });
  RunOn("other.db", 0);
  EXPECT_EQ(Rows("other.db"), whole) << "other traces";

  for (const char* name : {"b.txt", "c.txt"}) std::ofstream(Held() / name) << "this is no trace\n";
  RunOn("poisoned.db", 2);  // the report fails, when all rows are stored
  EXPECT_EQ(Rows("poisoned.db"), whole) << "poisoned traces";

  fs::remove_all(Held());
  EXPECT_THAT(RunOn("gone.db", 2), HasSubstr("b.txt"));
  EXPECT_EQ(Rows("gone.db"), whole) << "no traces at all";
}

TEST_F(TrainOnly, TheOtherSplitsAreNotOpenedWhileSearching) {
  const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  ASSERT_GE(watch, 0);
  ASSERT_GE(::inotify_add_watch(watch, Held().c_str(), IN_OPEN | IN_ACCESS), 0);
  const auto saw_anything = [&] {
    char buffer[4096];
    return ::read(watch, buffer, sizeof buffer) > 0;
  };
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setenv("GAUNTLET_CACHE", (folder_ / "cache").c_str(), 1);
    if (::chdir(folder_.c_str()) != 0 || !std::freopen("/dev/null", "w", stderr)) ::_exit(127);
    ::execl(kProgram.c_str(), "gauntlet", "run", "toy", "--campaign", "i.db", "--candidates", "1000000",
            nullptr);
    ::_exit(127);
  }
  int64_t rows = 0;
  for (int i = 0; i < 600 && rows < 40; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const Json stats = Run("stats i.db --json").json();
    rows = stats.is_object() ? stats.value("candidates", int64_t{0}) : 0;
  }
  ::kill(pid, SIGINT);
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 130) << "stopped without a report";
  EXPECT_GE(rows, 40);
  EXPECT_FALSE(saw_anything()) << "a held-out trace was opened while the campaign searched";

  RunOn("whole.db", 0);
  EXPECT_TRUE(saw_anything()) << "the report opens validation: the watch works";
}

}  // namespace
}  // namespace gauntlet
