#include "sandbox/child.h"

#include <errno.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace gauntlet {
namespace {

double Ms(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

}  // namespace

void EndChild(int code) {
  while (true) ::syscall(SYS_exit_group, code);
}

void CloseAllDescriptorsBut(int kept) {
  if (kept > 0) ::dup2(kept, 0);
  ::syscall(SYS_close_range, kept < 0 ? 0 : 1, ~0u, 0);
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pidfd_(std::move(other.pidfd_)), born_ms_(other.born_ms_) {}

Child::~Child() {
  if (pid_ > 0) Kill(KillReason::kNone);
}

Result<Child> Child::Fork(const std::function<void()>& body) {
  const pid_t parent = ::getpid();
  const double born_ms = NowMs();
  const pid_t pid = ::fork();
  if (pid < 0) return FailErrno(ErrorKind::kSandboxError, "fork");
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == parent) body();
    EndChild(127);
  }
  Child child(pid, UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))), born_ms);
  if (!child.pidfd_) return FailErrno(ErrorKind::kSandboxError, "pidfd_open");
  return child;
}

double Child::CpuMs() const {
  clockid_t clock = 0;
  timespec time = {};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

ChildEnd Child::Reap(KillReason reason) {
  int status = 0;
  rusage usage = {};
  while (::wait4(pid_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  ChildEnd end;
  end.signalled = WIFSIGNALED(status);
  end.code = end.signalled ? WTERMSIG(status) : WEXITSTATUS(status);
  // A kill that came too late to matter is no timeout.
  const bool killed = end.signalled && end.code == SIGKILL;
  end.timed_out = (end.signalled && end.code == SIGXCPU) || (killed && reason == KillReason::kTimeout);
  end.misbehaved = killed && reason == KillReason::kMisbehaviour;
  end.cpu_ms = Ms(usage.ru_utime) + Ms(usage.ru_stime);
  end.wall_ms = NowMs() - born_ms_;
  pid_ = -1;
  pidfd_.Reset();
  return end;
}

ChildEnd Child::Kill(KillReason reason) {
  GAUNTLET_ASSERT(pid_ > 0);  // kill(-1) would be for everybody
  ::kill(pid_, SIGKILL);      // not reaped yet, so the number is still its own
  return Reap(reason);
}

Result<bool> Child::Poll(const ChildLimits& limits, Deadline until, ChildEnd* end) {
  while (true) {
    // One thread: it cannot use CPU time faster than the clock goes.
    const double left_ms = std::min(limits.cpu_ms - CpuMs(), born_ms_ + limits.wall_ms - NowMs());
    if (left_ms <= 0) {
      *end = Kill(KillReason::kTimeout);
      return true;
    }
    pollfd polled = {pidfd_.get(), POLLIN, 0};
    const int timeout_ms = std::min(Deadline::After(left_ms).PollMs(), until.PollMs());
    const int ready = ::poll(&polled, 1, timeout_ms);
    if (ready < 0 && errno != EINTR) return FailErrno(ErrorKind::kSandboxError, "poll");
    if (ready > 0) {
      *end = Reap(KillReason::kNone);
      return true;
    }
    if (until.Passed()) return false;
  }
}

Result<ChildEnd> Child::Wait(const ChildLimits& limits) {
  ChildEnd end;
  while (true) {
    GAUNTLET_TRY(const bool ended, Poll(limits, Deadline::Never(), &end));
    if (ended) return end;
  }
}

}  // namespace gauntlet
