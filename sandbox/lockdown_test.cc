#include "sandbox/lockdown.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

namespace gauntlet {
namespace {

// "exit N" or "signal N" of a child that gives up its privileges, installs `filter`, then runs `body` and
// ends with a bare exit_group of what it returned.
std::string Fate(const Filter* filter, const std::function<int()>& body) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (!ForbidNewPrivileges() || (filter != nullptr && !filter->Install())) ::_exit(99);
    ::syscall(SYS_exit_group, body());
  }
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                             : "exit " + std::to_string(WEXITSTATUS(status));
}

const std::string kKilled = "signal " + std::to_string(SIGSYS);

TEST(FinalFilter, LetsAChildEndAndNothingElse) {
  const auto filter = Filter::Final(false);
  ASSERT_TRUE(filter) << filter.error().message;
  EXPECT_EQ(Fate(&*filter, [] { return 7; }), "exit 7");
  const std::vector<long> calls = {SYS_openat,       SYS_open,           SYS_read,   SYS_write,
                                   SYS_socket,       SYS_clone,          SYS_fork,   SYS_execve,
                                   SYS_ptrace,       SYS_mprotect,       SYS_kill,   SYS_clock_gettime,
                                   SYS_prctl,        SYS_exit,           SYS_getpid, SYS_futex,
                                   SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_clone3, SYS_io_uring_setup};
  for (const long call : calls)
    EXPECT_EQ(Fate(&*filter, [=] { return static_cast<int>(::syscall(call, 0, 0, 0, 0, 0, 0)); }), kKilled)
        << call;
}

TEST(FinalFilter, AnswersThatThereIsNoMemory) {
  const auto filter = Filter::Final(false);
  EXPECT_EQ(Fate(&*filter,
                 [] {
                   void* p = ::mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                   return p == MAP_FAILED && errno == ENOMEM ? 1 : 2;
                 }),
            "exit 1");
}

TEST(FinalFilter, LetsTheCLibraryRunOutOfMemoryInGoodOrder) {
  const auto filter = Filter::Final(false);
  EXPECT_EQ(Fate(&*filter, [] { return ::sbrk(1 << 20) == reinterpret_cast<void*>(-1) ? 0 : 1; }), "exit 0");
}

TEST(FinalFilter, KillsTheOtherDoorsIntoTheKernel) {
  const auto filter = Filter::Final(false);
  EXPECT_EQ(Fate(&*filter,
                 [] {
                   int result = 20;  // getpid of the 32-bit table
                   asm volatile("int $0x80" : "+a"(result)::"memory");
                   return result;
                 }),
            kKilled);
  EXPECT_EQ(Fate(&*filter, [] { return static_cast<int>(::syscall(0x40000000 | SYS_exit_group, 5)); }),
            kKilled);  // x32
}

TEST(FinalFilter, LetsABlockFedChildSleepWithoutATimer) {
  const auto filter = Filter::Final(true);
  static uint32_t word = 1;
  EXPECT_EQ(Fate(&*filter,
                 [] { return ::syscall(SYS_futex, &word, FUTEX_WAIT, 0, nullptr) == -1 && errno == EAGAIN; }),
            "exit 1");
  EXPECT_EQ(
      Fate(&*filter, [] { return static_cast<int>(::syscall(SYS_futex, &word, FUTEX_WAKE, 1, nullptr)); }),
      "exit 0");
  static const timespec kTick = {0, 1000};
  EXPECT_EQ(
      Fate(&*filter, [] { return static_cast<int>(::syscall(SYS_futex, &word, FUTEX_WAIT, 1, &kTick)); }),
      kKilled);
  EXPECT_EQ(
      Fate(&*filter, [] { return static_cast<int>(::syscall(SYS_futex, &word, FUTEX_REQUEUE, 1, nullptr)); }),
      kKilled);
}

TEST(WeakFilter, LetsNobodyLookUpAFileNorMapWritableCode) {
  const auto filter = Filter::Weak();
  ASSERT_TRUE(filter) << filter.error().message;
  EXPECT_EQ(Fate(&*filter, [] { return ::open("/proc/self/maps", O_RDONLY) >= 0 ? 1 : 0; }), kKilled);
  EXPECT_EQ(Fate(&*filter, [] { return ::open("/tmp/x", O_RDWR | O_CREAT, 0600); }), kKilled);
  EXPECT_EQ(Fate(&*filter, [] { return ::access("/etc/passwd", F_OK); }), kKilled);
  const auto map = [](int protection) {
    return ::mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? 1 : 0;
  };
  EXPECT_EQ(Fate(&*filter, [&] { return map(PROT_READ | PROT_WRITE); }), "exit 0");
  EXPECT_EQ(Fate(&*filter, [&] { return map(PROT_READ | PROT_EXEC); }), "exit 0");
  EXPECT_EQ(Fate(&*filter, [&] { return map(PROT_WRITE | PROT_EXEC); }), kKilled);
  EXPECT_EQ(Fate(&*filter, [] { return ::socket(AF_UNIX, SOCK_STREAM, 0); }), kKilled);
  EXPECT_EQ(Fate(&*filter, [] { return ::fork(); }), kKilled);
}

TEST(CompilerFilter, AllowsThreadsButNoProcessesSocketsOrFiles) {
  const auto filter = Filter::Compiler({});
  ASSERT_TRUE(filter) << filter.error().message;
  EXPECT_EQ(Fate(&*filter,
                 [] {
                   pthread_t thread;
                   static int seen = 0;
                   const auto body = [](void*) -> void* { return seen = 5, nullptr; };
                   return ::pthread_create(&thread, nullptr, body, nullptr) == 0 &&
                                  ::pthread_join(thread, nullptr) == 0
                              ? seen
                              : 0;
                 }),
            "exit 5");
  EXPECT_EQ(Fate(&*filter, [] { return static_cast<int>(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }),
            kKilled);
  EXPECT_EQ(Fate(&*filter, [] { return ::fork(); }), kKilled);
  EXPECT_EQ(Fate(&*filter, [] { return ::socket(AF_INET, SOCK_STREAM, 0); }), kKilled);
  EXPECT_EQ(Fate(&*filter, [] { return ::execl("/bin/true", "true", nullptr); }), kKilled);
  EXPECT_EQ(Fate(&*filter, [] { return ::open("/etc/passwd", O_RDONLY) == -1 && errno == ENOENT ? 1 : 0; }),
            "exit 1");
  EXPECT_EQ(Fate(&*filter, [] { return ::memfd_create("x", 0) >= 0 ? 1 : 0; }), "exit 1");
  EXPECT_EQ(Fate(nullptr,
                 [] {
                   const auto own = Filter::Compiler({});  // names the process that may be signalled
                   if (!own || !own->Install()) return 9;
                   if (::syscall(SYS_tgkill, ::getppid(), ::getppid(), 0) != -1 || errno != EPERM) return 8;
                   std::abort();
                   return 0;
                 }),
            "signal " + std::to_string(SIGABRT));
}

TEST(Lockdown, DropsRootForGood) {
  if (::geteuid() != 0) GTEST_SKIP() << "not root: nothing to drop";
  EXPECT_EQ(
      Fate(nullptr,
           [] {
             ::prctl(PR_SET_PDEATHSIG, SIGKILL);
             if (!DropRoot()) return 1;
             int signal = 0;
             ::prctl(PR_GET_PDEATHSIG, &signal);
             const bool dropped = ::getuid() == 65534 && ::getgid() == 65534 && ::getgroups(0, nullptr) == 0;
             return dropped && ::setuid(0) != 0 && signal == SIGKILL && ::access("/proc/self/fd/0", F_OK) == 0
                        ? 0
                        : 2;
           }),
      "exit 0");
}

TEST(Lockdown, SetsLimitsAndNoCoreDumps) {
  EXPECT_EQ(Fate(nullptr,
                 [] {
                   if (!SetLimits({.open_files = 16, .file_bytes = 4096})) return 1;
                   rlimit core = {}, files = {};
                   ::getrlimit(RLIMIT_CORE, &core);
                   ::getrlimit(RLIMIT_NOFILE, &files);
                   return core.rlim_max == 0 && files.rlim_max == 16 ? 0 : 2;
                 }),
            "exit 0");
}

TEST(Lockdown, ForbidsFilesButNotMemoryFilesWhereLandlockIs) {
  if (LandlockAbi() == 0) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_EQ(Fate(nullptr,
                 [] {
                   if (!ForbidFiles()) return 1;
                   if (::open("/etc/passwd", O_RDONLY) >= 0) return 2;
                   const int file = ::memfd_create("m", 0);
                   return ::open(("/proc/self/fd/" + std::to_string(file)).c_str(), O_RDONLY) >= 0 ? 0 : 3;
                 }),
            "exit 0");
}

TEST(Lockdown, TellsWhatTheMachineOffers) {
  const Capabilities found = ProbeCapabilities();
  EXPECT_TRUE(found.seccomp);
  EXPECT_TRUE(found.pidfd);
  EXPECT_EQ(found.root, ::geteuid() == 0);
  EXPECT_EQ(found.limits.size(), 4u);
  RecordProperty("landlock_abi", found.landlock_abi);
}

}  // namespace
}  // namespace gauntlet
