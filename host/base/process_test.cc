#include "host/base/process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

namespace gauntlet {
namespace {

Result<WorkerProcess> Shell(const std::string& script, const WorkerOptions& options = {}) {
  return StartWorker("/bin/sh", {"-c", script}, options);
}

std::string ReadAll(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<size_t>(n));
  return text;
}

TEST(Process, SpeaksOverDescriptorThree) {
  auto worker = Shell("read line <&3; echo \"got $line\" >&3");
  ASSERT_TRUE(worker) << worker.error().message;
  UniqueFd socket = worker->TakeSocket();
  ASSERT_EQ(::write(socket.get(), "hello\n", 6), 6);
  EXPECT_EQ(ReadAll(socket.get()), "got hello\n");
  const auto death = worker->WaitDeath(Deadline::After(5000));
  ASSERT_TRUE(death);
  EXPECT_EQ(death->ToString(), "exit code 0");
}

TEST(Process, GivesTheWorkerNoOtherDescriptor) {
  UniqueFd leaked(::memfd_create("leaked", 0));  // not close-on-exec
  auto worker = Shell("ls /proc/self/fd >&3");
  ASSERT_TRUE(worker);
  // ls itself opens number 4 to read the folder.
  EXPECT_EQ(ReadAll(worker->TakeSocket().get()), "0\n1\n2\n3\n4\n");
}

TEST(Process, GivesTheWorkerNothingOfTheEnvironmentButOurOwn) {
  ::setenv("SOME_API_KEY", "secret", 1);
  ::setenv("GAUNTLET_TEST_WORD", "visible", 1);
  auto worker = Shell("env >&3", {.environment = {{"EXTRA", "1"}}});
  ASSERT_TRUE(worker);
  const std::string environment = ReadAll(worker->TakeSocket().get());
  EXPECT_THAT(environment, testing::HasSubstr("GAUNTLET_TEST_WORD=visible"));
  EXPECT_THAT(environment, testing::HasSubstr("EXTRA=1"));
  EXPECT_THAT(environment, testing::Not(testing::HasSubstr("secret")));
}

TEST(Process, SaysHowItEnded) {
  auto three = Shell("exit 3");
  EXPECT_EQ(three->WaitDeath(Deadline::After(5000))->ToString(), "exit code 3");
  auto trapped = Shell("kill -TRAP $$");
  const auto death = trapped->WaitDeath(Deadline::After(5000));
  ASSERT_TRUE(death);
  EXPECT_TRUE(death->signalled);
  EXPECT_EQ(death->code, SIGTRAP);
}

TEST(Process, WaitsNoLongerThanTheDeadlineAndKills) {
  auto worker = Shell("exec sleep 1000");
  ASSERT_TRUE(worker);
  EXPECT_FALSE(worker->WaitDeath(Deadline::After(10)));
  const Death death = worker->Kill();
  EXPECT_TRUE(death.signalled);
  EXPECT_EQ(death.code, SIGKILL);
  EXPECT_EQ(::kill(worker->pid(), 0), -1);  // reaped
}

TEST(Process, DiesWithItsHandle) {
  pid_t pid = -1;
  {
    auto worker = Shell("exec sleep 1000");
    ASSERT_TRUE(worker);
    pid = worker->pid();
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(Process, DiesWithItsParent) {
  int answer[2];
  ASSERT_EQ(::pipe2(answer, O_CLOEXEC), 0);
  const pid_t parent = ::fork();
  if (parent == 0) {
    auto worker = Shell("exec sleep 1000");
    const pid_t pid = worker ? worker->pid() : -1;
    if (::write(answer[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    ::raise(SIGKILL);
  }
  pid_t orphan = -1;
  ASSERT_EQ(::read(answer[0], &orphan, sizeof orphan), static_cast<ssize_t>(sizeof orphan));
  ::close(answer[0]);
  ::close(answer[1]);
  ::waitpid(parent, nullptr, 0);
  ASSERT_GT(orphan, 0);
  // It is gone, or a zombie that its new parent has yet to reap.
  const Deadline deadline = Deadline::After(5000);
  std::string state = "R";
  while (!deadline.Passed() && state != "Z") {
    std::ifstream stat("/proc/" + std::to_string(orphan) + "/stat");
    std::string pid, name;
    if (!(stat >> pid >> name >> state)) state = "Z";
  }
  EXPECT_EQ(state, "Z");
}

TEST(Process, SaysWhatCannotBeStarted) {
  auto worker = StartWorker("/no/such/program", {});
  ASSERT_FALSE(worker);
  EXPECT_EQ(worker.error().kind, ErrorKind::kSandboxError);
  EXPECT_THAT(worker.error().message, testing::HasSubstr("/no/such/program"));
}

}  // namespace
}  // namespace gauntlet
