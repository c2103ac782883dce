// Forked children: born from a warm single-threaded process, bounded in CPU and wall time, killed and reaped
// always.
#pragma once

#include <sys/types.h>

#include <functional>

#include "host/base/clock.h"
#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

struct ChildLimits {
  double cpu_ms = 20000;
  double wall_ms = 60000;  // from the fork
};

// How a child ended and what it cost.
struct ChildEnd {
  bool signalled = false;
  int code = 0;             // exit code, or number of the signal
  bool timed_out = false;   // we killed it for CPU or wall time
  bool misbehaved = false;  // we killed it for breaking a protocol
  double cpu_ms = 0;
  double wall_ms = 0;
};

class Child {
 public:
  // Runs `body` in a child that dies with us. `body` ends with EndChild; returning from it is a bug of ours.
  // REQUIRES: this process has one thread.
  static Result<Child> Fork(const std::function<void()>& body);

  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();  // kills and reaps

  // Reaps the child if it ends by itself before `until`, or kills it for its limits. False: it still runs.
  Result<bool> Poll(const ChildLimits& limits, Deadline until, ChildEnd* end);
  Result<ChildEnd> Wait(const ChildLimits& limits);
  enum class KillReason { kNone, kTimeout, kMisbehaviour };
  ChildEnd Kill(KillReason reason);

  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }  // readable when it is dead
  double CpuMs() const;                       // used so far

 private:
  Child(pid_t pid, UniqueFd pidfd, double born_ms) : pid_(pid), pidfd_(std::move(pidfd)), born_ms_(born_ms) {}
  ChildEnd Reap(KillReason reason);

  pid_t pid_ = -1;
  UniqueFd pidfd_;
  double born_ms_ = 0;
};

// The only way out of a child: nothing is flushed, no destructor runs, and it works under every filter of
// ours.
[[noreturn]] void EndChild(int code);

// Closes every descriptor, the standard ones included, but `kept` (-1: none), which becomes number 0.
void CloseAllDescriptorsBut(int kept);

}  // namespace gauntlet
