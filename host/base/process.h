// Worker processes of the host: started with one end of a socket pair as fd 3, killed with their parent,
// waited for with a deadline. A worker never outlives its WorkerProcess.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.h"
#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

struct WorkerOptions {
  // Added to what every worker gets: PATH, HOME=/, LANG=C.UTF-8, and GAUNTLET_* and *SAN_OPTIONS of this
  // process. Nothing else of the host's environment (keys of services live there) reaches a worker.
  std::vector<std::pair<std::string, std::string>> environment;
  bool keep_parent_death_signal = true;  // false: the worker may outlive us
};

// How a process ended.
struct Death {
  bool signalled = false;
  int code = 0;                  // exit code, or number of the signal
  std::string ToString() const;  // "exit code 3", "signal 11 (Segmentation fault)"
};

class WorkerProcess {
 public:
  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;
  ~WorkerProcess();  // Kill()

  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }            // readable when the process is dead
  UniqueFd TakeSocket() { return std::move(socket_); }  // our end; once

  // Reaps the process if it ends before the deadline.
  std::optional<Death> WaitDeath(Deadline deadline);
  // SIGKILL and reap. Idempotent.
  Death Kill();

 private:
  friend Result<WorkerProcess> StartWorker(const std::filesystem::path&, const std::vector<std::string>&,
                                           const WorkerOptions&);
  static Result<WorkerProcess> Start(const std::filesystem::path&, const std::vector<std::string>&,
                                     const WorkerOptions&);
  WorkerProcess(pid_t pid, UniqueFd pidfd, UniqueFd socket)
      : pid_(pid), pidfd_(std::move(pidfd)), socket_(std::move(socket)) {}

  pid_t pid_ = -1;
  UniqueFd pidfd_;
  UniqueFd socket_;
  std::optional<Death> death_;
};

// Standard input is empty, standard output goes to our standard error, every descriptor above 3 is closed.
// May be called by any thread: the worker lives until its WorkerProcess or this process ends.
Result<WorkerProcess> StartWorker(const std::filesystem::path& program, const std::vector<std::string>& args,
                                  const WorkerOptions& options = {});

}  // namespace gauntlet
