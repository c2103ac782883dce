#include "sandbox/lookups.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>
#include <string>

#include "sandbox/clock_pages.h"
#include "sandbox/lockdown.h"

namespace gauntlet {
namespace {

// Exit code, or minus the signal, of a child under the weak filter whose look-ups are answered.
int FateOf(bool (*may_look_up)(), const std::function<int()>& body) {
  const auto filter = Filter::Weak();
  const pid_t pid = ::fork();
  if (pid == 0) {
    AnswerLookups(may_look_up);
    if (!ForbidNewPrivileges() || !filter->Install()) ::_exit(99);
    ::syscall(SYS_exit_group, body());
  }
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int MemoryFile() {
  const int file = ::memfd_create("m", 0);
  EXPECT_EQ(::write(file, "text", 4), 4);
  return file;
}

TEST(Lookups, OpensOwnDescriptorsFromTheBeginning) {
  const int file = MemoryFile();
  const std::string path = "/proc/self/fd//" + std::to_string(file);
  EXPECT_EQ(FateOf(nullptr,
                   [&] {
                     const int opened = ::open(path.c_str(), O_RDONLY);
                     char text[5] = {};
                     return opened >= 0 && ::read(opened, text, 4) == 4 && text[0] == 't' ? 0 : 1;
                   }),
            0);
  ::close(file);
}

TEST(Lookups, TellTheStatusOfOwnDescriptors) {
  const int file = MemoryFile();
  EXPECT_EQ(FateOf(nullptr,
                   [&] {
                     struct stat status = {};
                     return ::fstat(file, &status) == 0 && status.st_size == 4 ? 0 : 1;
                   }),
            0);
  ::close(file);
}

TEST(Lookups, FindNothingElse) {
  for (const char* path :
       {"/etc/passwd", "/proc/self/maps", "/proc/self/fd/", "/proc/self/fd/0/../../mem", "", "x"})
    EXPECT_EQ(FateOf(nullptr,
                     [=] {
                       struct stat status = {};
                       const bool opened = ::open(path, O_RDONLY) >= 0;
                       const bool found = ::fstatat(AT_FDCWD, path, &status, 0) == 0;
                       return opened || found || errno != ENOENT ? 1 : 0;
                     }),
              0)
        << path;
}

TEST(Lookups, OpenNothingForWriting) {
  EXPECT_EQ(
      FateOf(nullptr, [] { return ::open("/proc/self/fd/0", O_RDWR) == -1 && errno == EACCES ? 0 : 1; }), 0);
}

TEST(Lookups, EndWhoeverMayNotAsk) {
  EXPECT_EQ(FateOf([] { return false; }, [] { return ::open("/proc/self/fd/0", O_RDONLY) >= 0 ? 1 : 0; }),
            -SIGSYS);
}

TEST(ClockPages, AreGoneAfterUnmapping) {
  const ClockPages pages = ClockPages::Find();
  ASSERT_FALSE(pages.empty());
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::signal(SIGSEGV, SIG_DFL);  // a sanitizer would make an exit of it
    if (!pages.Unmap()) ::_exit(1);
    timespec now;
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);  // through the pages: no system call
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}

}  // namespace
}  // namespace gauntlet
