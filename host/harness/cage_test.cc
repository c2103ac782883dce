#include "host/harness/cage.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "host/base/clock.h"

namespace gauntlet {
namespace {

namespace fs = std::filesystem;

CageRun Shell(const std::string& script) {
  return {.argv = {"/bin/sh", "-c", script},
          .reads = {},
          .file_name = "policy.txt",
          .file = "",
          .input = "",
          .limits = {.wall_ms = 20000, .cpu_ms = 5000}};
}

CageEnd EndOf(const CageRun& run) {
  const auto end = RunCaged(run);
  EXPECT_TRUE(end) << (end ? "" : end.error().message);
  return end ? *end : CageEnd{};
}

TEST(Cage, AProgramReadsItsInputAndItsFileAndAnswers) {
  CageRun run = Shell("cat policy.txt; cat; echo and more >&2");
  run.file = std::string("the policy\0, ", 13);
  run.input = "the question";
  const CageEnd end = EndOf(run);
  EXPECT_EQ(end.stop, CageStop::kItself);
  EXPECT_EQ(end.code, 0);
  EXPECT_EQ(end.output, run.file + run.input);
  EXPECT_EQ(end.complaint, "and more\n");
  EXPECT_GT(end.cpu_ms, 0);
  EXPECT_GT(end.peak_memory_bytes, 0u);
}

TEST(Cage, HowItEndedIsTold) {
  EXPECT_EQ(EndOf(Shell("exit 7")).code, 7);
  const CageEnd killed = EndOf(Shell("kill -SEGV $$"));
  EXPECT_TRUE(killed.signalled);
  EXPECT_EQ(killed.code, SIGSEGV);
}

TEST(Cage, AProgramThatIsNotThereIsTheUsersError) {
  CageRun run = Shell("");
  run.argv = {"/no/such/program"};
  const auto end = RunCaged(run);
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().kind, ErrorKind::kInput);
  EXPECT_NE(end.error().message.find("/no/such/program"), std::string::npos);
}

TEST(Cage, FilesAreReadOnlyButForItsOwnFolderWhichGoesWithIt) {
  const fs::path folder = fs::path(::testing::TempDir()) / "cage_test";
  fs::create_directories(folder / "granted");
  fs::permissions(folder / "granted", fs::perms::all);
  std::ofstream(folder / "granted" / "a") << "readable";
  std::ofstream(folder / "b") << "not granted";
  CageRun run = Shell("cat " + (folder / "granted" / "a").string() + "; echo x > " +
                      (folder / "granted" / "c").string() + " && echo WROTE; cat " + (folder / "b").string() +
                      " && echo READ; echo mine > here && cat here; pwd");
  run.reads = {(folder / "granted").string()};
  const CageEnd end = EndOf(run);
  EXPECT_TRUE(
      end.output.starts_with("readable"
                             "mine\n"))
      << end.output << end.complaint;
  EXPECT_FALSE(fs::exists(folder / "granted" / "c"));
  const std::string scratch = end.output.substr(13, end.output.size() - 14);
  EXPECT_FALSE(fs::exists(scratch)) << scratch;
  fs::remove_all(folder);
}

TEST(Cage, ThereIsNoNetwork) {
  const std::string python = "/usr/bin/python3";
  if (!fs::exists(python)) GTEST_SKIP() << "no " << python;
  CageRun run = Shell("");
  run.argv = {python, "-c",
              "import socket\n"
              "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):\n"
              "  try:\n    socket.socket(family)\n    print('open')\n"
              "  except OSError as e:\n    print(e.errno)\n"};
  EXPECT_EQ(EndOf(run).output, "13\n13\n13\n");
}

TEST(Cage, WhatItLeavesBehindDiesWithIt) {
  const fs::path mark = fs::path(::testing::TempDir()) / "cage_left_behind";
  CageRun run = Shell("(setsid sh -c 'sleep 300; :' cage-left-behind-mark &) ; exit 0");
  const double start_ms = NowMs();
  EXPECT_EQ(EndOf(run).code, 0);
  EXPECT_LT(NowMs() - start_ms, 60000);
  for (const auto& item : fs::directory_iterator("/proc")) {
    std::ifstream in(item.path() / "cmdline");
    std::string words((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(words.find("cage-left-behind-mark"), std::string::npos) << item.path();
  }
}

TEST(Cage, LimitsStopItAndSayWhich) {
  CageRun sleeper = Shell("sleep 300");
  sleeper.limits.wall_ms = 300;
  EXPECT_EQ(EndOf(sleeper).stop, CageStop::kWall);
  CageRun spinner = Shell("while :; do :; done");
  spinner.limits.cpu_ms = 200;
  EXPECT_EQ(EndOf(spinner).stop, CageStop::kCpu);
  CageRun talker = Shell("yes");
  talker.limits.output_bytes = 1 << 20;
  EXPECT_EQ(EndOf(talker).stop, CageStop::kOutput);
  CageRun eater = Shell("x=aaaaaaaa; while :; do x=$x$x; done");
  eater.limits.memory_bytes = 64 << 20;
  EXPECT_EQ(EndOf(eater).stop, CageStop::kMemory);
  CageRun breeder = Shell("i=0; while [ $i -lt 100 ]; do sleep 300 & i=$((i+1)); done; wait");
  breeder.limits.processes = 20;
  EXPECT_EQ(EndOf(breeder).stop, CageStop::kProcesses);
}

TEST(Cage, NobodyOutsideCanBeSignalled) {
  const CageEnd end = EndOf(Shell("kill -0 " + std::to_string(::getpid()) + " && echo REACHED; echo done"));
  EXPECT_EQ(end.output, "done\n");
}

}  // namespace
}  // namespace gauntlet
