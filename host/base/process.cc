#include "host/base/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/process.hpp>
#include <boost/process/extend.hpp>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string_view>
#include <thread>

namespace gauntlet {
namespace {

namespace bp = boost::process;
constexpr int kChannelFd = 3;
constexpr double kReapMs = 10000;  // a killed process that is still there after this is stuck in the kernel

bool PassesToWorkers(std::string_view name) {
  return name.starts_with("GAUNTLET_") || name == "ASAN_OPTIONS" || name == "UBSAN_OPTIONS" || name == "PATH";
}

bp::environment WorkerEnvironment(const WorkerOptions& options) {
  bp::environment environment;
  for (const auto& entry : boost::this_process::environment())
    if (PassesToWorkers(entry.get_name())) environment[entry.get_name()] = entry.to_string();
  environment["HOME"] = "/";
  environment["LANG"] = "C.UTF-8";
  for (const auto& [name, value] : options.environment) environment[name] = value;
  return environment;
}

// Runs in the new process between fork and exec: system calls only.
void PrepareWorker(int socket, pid_t parent, bool die_with_parent) {
  if (die_with_parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);  // it died before the signal was asked for
  }
  if (socket == kChannelFd) {
    ::fcntl(socket, F_SETFD, 0);
  } else {
    ::dup2(socket, kChannelFd);
  }
  ::syscall(SYS_close_range, kChannelFd + 1, ~0u, CLOSE_RANGE_CLOEXEC);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// A worker dies with the thread that started it (PDEATHSIG follows the thread, not the process), and lanes come
// and go. So all are started by one thread that ends with the process.
class Starter {
 public:
  // Of this process: a fork takes no threads along.
  static Starter& OfThisProcess() {
    static std::mutex mutex;
    static Starter* starter = nullptr;
    const std::scoped_lock lock(mutex);
    if (starter == nullptr || starter->owner_ != ::getpid()) starter = new Starter;
    return *starter;
  }

  void Run(const std::function<void()>& work) {
    std::packaged_task<void()> task(work);
    std::future<void> done = task.get_future();
    {
      const std::scoped_lock lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    came_.notify_one();
    done.get();
  }

 private:
  Starter() {
    std::thread([this] { Serve(); }).detach();
  }
  void Serve() {
    sigset_t all;  // signals are the other threads' business
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    std::unique_lock lock(mutex_);
    while (true) {
      came_.wait(lock, [&] { return !tasks_.empty(); });
      std::packaged_task<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  const pid_t owner_ = ::getpid();
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::packaged_task<void()>> tasks_;
};

}  // namespace

std::string Death::ToString() const {
  if (!signalled) return fmt::format("exit code {}", code);
  return fmt::format("signal {} ({})", code, ::strsignal(code));
}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      socket_(std::move(other.socket_)),
      death_(std::move(other.death_)) {}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  if (this == &other) return *this;
  if (pid_ > 0) Kill();
  pid_ = std::exchange(other.pid_, -1);
  pidfd_ = std::move(other.pidfd_);
  socket_ = std::move(other.socket_);
  death_ = std::move(other.death_);
  return *this;
}

WorkerProcess::~WorkerProcess() {
  if (pid_ > 0) Kill();
}

std::optional<Death> WorkerProcess::WaitDeath(Deadline deadline) {
  while (!death_ && pid_ > 0) {
    pollfd polled = {pidfd_.get(), POLLIN, 0};
    const int ready = ::poll(&polled, 1, deadline.PollMs());
    if (ready > 0) {
      siginfo_t info = {};
      if (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED) != 0) break;
      death_ = Death{info.si_code != CLD_EXITED, info.si_status};
    } else if (deadline.Passed()) {
      break;
    }
  }
  return death_;
}

Death WorkerProcess::Kill() {
  socket_.Reset();
  if (!death_ && pid_ > 0) {
    ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0);
    WaitDeath(Deadline::After(kReapMs));
  }
  return death_.value_or(Death{true, SIGKILL});
}

Result<WorkerProcess> WorkerProcess::Start(const std::filesystem::path& program,
                                           const std::vector<std::string>& args,
                                           const WorkerOptions& options) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return FailErrno(ErrorKind::kSandboxError, "socketpair");
  UniqueFd ours(pair[0]);
  UniqueFd theirs(pair[1]);
  // Boost reports a failed exec over a pipe of its own: keep its descriptors off number 3.
  UniqueFd placeholder(::fcntl(theirs.get(), F_DUPFD_CLOEXEC, kChannelFd));

  const pid_t self = ::getpid();
  const int socket = theirs.get();
  const bool die_with_parent = options.keep_parent_death_signal;
  std::error_code error;
  bp::child child(
      bp::exe = program.string(), bp::args = args, WorkerEnvironment(options),
      bp::std_in<bp::null, bp::std_out> stderr, error,
      bp::extend::on_exec_setup = [=](auto&) { PrepareWorker(socket, self, die_with_parent); });
  if (error)
    return Fail(ErrorKind::kSandboxError,
                fmt::format("cannot start {}: {}", program.string(), error.message()));
  const pid_t pid = child.id();
  // Without descriptors Boost says neither child nor error. And -1 is no process to be killed: it is all of them.
  if (pid <= 0)
    return Fail(ErrorKind::kSandboxError,
                fmt::format("cannot start {}: no process or descriptor is left (see ulimit -n and -u)",
                            program.string()));
  child.detach();  // we wait for it ourselves, through the pidfd
  UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!pidfd) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return FailErrno(ErrorKind::kSandboxError, "pidfd_open");
  }
  return WorkerProcess(pid, std::move(pidfd), std::move(ours));
}

Result<WorkerProcess> StartWorker(const std::filesystem::path& program, const std::vector<std::string>& args,
                                  const WorkerOptions& options) {
  Result<WorkerProcess> started = Fail(ErrorKind::kInternalError, "");
  try {
    Starter::OfThisProcess().Run([&] { started = WorkerProcess::Start(program, args, options); });
  } catch (const std::exception& e) {  // no thread for the starter, no memory
    return Fail(ErrorKind::kSandboxError, fmt::format("cannot start {}: {}", program.string(), e.what()));
  }
  return started;
}

}  // namespace gauntlet
