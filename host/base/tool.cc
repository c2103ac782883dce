#include "host/base/tool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "host/base/unique_fd.h"

extern "C" char** environ;

namespace gauntlet {
namespace {

constexpr size_t kMostOutputBytes = 1 << 20;
constexpr size_t kMostComplaintBytes = 4096;

std::vector<std::string> Environment(const ToolRun& run) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    bool replaced = run.hides && run.hides(text.substr(0, text.find('=')));
    for (const auto& [name, value] : run.environment) replaced |= text.starts_with(name + "=");
    if (!replaced) variables.emplace_back(text);
  }
  for (const auto& [name, value] : run.environment) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

Result<pid_t> Spawn(const ToolRun& run, const posix_spawn_file_actions_t* actions,
                    const posix_spawnattr_t* attributes) {
  std::vector<std::string> argv = run.argv, environment = Environment(run);
  pid_t pid = 0;
  const int code = ::posix_spawnp(&pid, argv[0].c_str(), actions, attributes, Pointers(argv).data(),
                                  Pointers(environment).data());
  const bool is_missing = code == ENOENT || code == EACCES || code == ENOEXEC;
  if (code != 0)
    return Fail(is_missing ? ErrorKind::kInput : ErrorKind::kSandboxError,
                fmt::format("cannot start {}: {}", argv[0], std::strerror(code)));
  return pid;
}

Result<int> Reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return FailErrno(ErrorKind::kInternalError, "waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Waits for the death of `pid`. False: it is still there at the deadline.
bool EndsBefore(Deadline deadline, pid_t pid) {
  const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  while (!deadline.Passed()) {
    pollfd polled = {pidfd.get(), POLLIN, 0};
    if (::poll(&polled, 1, deadline.PollMs()) > 0) return true;
  }
  return false;
}

std::string ReadCollected(int fd) {
  struct stat status = {};
  ::fstat(fd, &status);
  std::string text(std::min(static_cast<size_t>(status.st_size), kMostOutputBytes), '\0');
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return text;
}

// A program that is being listened to.
struct Talk {
  pid_t pid = 0;
  UniqueFd pidfd, output, complaint;
};

// A file in memory that holds `input`: a program that reads slowly, or not at all, keeps nobody waiting.
Result<UniqueFd> FileWith(std::string_view input) {
  UniqueFd file(::memfd_create("gauntlet-tool-input", MFD_CLOEXEC));
  if (!file) return FailErrno(ErrorKind::kInternalError, "memfd_create");
  while (!input.empty()) {
    const ssize_t count = ::write(file.get(), input.data(), input.size());
    if (count <= 0) return FailErrno(ErrorKind::kInternalError, "write");
    input.remove_prefix(static_cast<size_t>(count));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

Result<Talk> StartTalk(const ToolRun& run, std::string_view input) {
  GAUNTLET_TRY(const UniqueFd file, FileWith(input));
  int out[2], err[2];
  if (::pipe2(out, O_CLOEXEC) != 0) return FailErrno(ErrorKind::kInternalError, "pipe2");
  Talk talk{.output = UniqueFd(out[0])};
  const UniqueFd its_output(out[1]);
  if (::pipe2(err, O_CLOEXEC) != 0) return FailErrno(ErrorKind::kInternalError, "pipe2");
  talk.complaint.Reset(err[0]);
  const UniqueFd its_complaint(err[1]);
  for (const UniqueFd* end : {&talk.output, &talk.complaint}) ::fcntl(end->get(), F_SETFL, O_NONBLOCK);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, file.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, its_output.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, its_complaint.get(), STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  const Result<pid_t> pid = Spawn(run, &actions, &attributes);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (!pid) return std::unexpected(pid.error());
  talk.pid = *pid;
  talk.pidfd.Reset(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
  return talk;
}

// Appends what is there; of what goes beyond `most` bytes one is kept. Closes `fd` at its end.
void ReadSome(UniqueFd& fd, std::string& into, uint64_t most) {
  char bytes[1 << 16];
  while (fd) {
    const ssize_t count = ::read(fd.get(), bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return fd.Reset();
    into.append(bytes, std::min(static_cast<size_t>(count), static_cast<size_t>(most + 1 - into.size())));
    if (into.size() > most) return;
  }
}

FilterEnd Listen(Talk& talk, uint64_t output_limit_bytes, Deadline deadline, int cancel_fd) {
  FilterEnd end;
  while (true) {
    pollfd polled[] = {{talk.pidfd.get(), POLLIN, 0},
                       {talk.output.get(), POLLIN, 0},
                       {talk.complaint.get(), POLLIN, 0},
                       {cancel_fd, POLLIN, 0}};
    ::poll(polled, std::size(polled), deadline.PollMs());
    ReadSome(talk.output, end.output, output_limit_bytes);
    std::string words;
    ReadSome(talk.complaint, words, kMostOutputBytes);
    end.complaint.append(words, 0, kMostComplaintBytes - end.complaint.size());
    if (end.output.size() > output_limit_bytes)
      end.stop = FilterEnd::Stop::kTooLong;
    else if (polled[0].revents != 0)
      return end;  // what it wrote was there before it died
    else if (polled[3].revents != 0)
      end.stop = FilterEnd::Stop::kCancelled;
    else if (deadline.Passed())
      end.stop = FilterEnd::Stop::kDeadline;
    if (end.stop != FilterEnd::Stop::kItself) return end;
  }
}

}  // namespace

std::string FindProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0 ? name : "";
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string candidate = (std::filesystem::path(folder) / name).string();
    if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return "";
}

Result<int> RunProgram(const ToolRun& run) {
  GAUNTLET_TRY(const pid_t pid, Spawn(run, nullptr, nullptr));
  return Reap(pid);
}

Result<int> RunOnTerminal(const ToolRun& run) {
  struct sigaction ignore = {}, interrupt = {}, quit = {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGINT, &ignore, &interrupt);
  ::sigaction(SIGQUIT, &ignore, &quit);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t defaults;
  ::sigemptyset(&defaults);
  ::sigaddset(&defaults, SIGINT);
  ::sigaddset(&defaults, SIGQUIT);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const Result<pid_t> pid = Spawn(run, nullptr, &attributes);
  ::posix_spawnattr_destroy(&attributes);
  Result<int> status = pid ? Reap(*pid) : std::unexpected(pid.error());
  ::sigaction(SIGINT, &interrupt, nullptr);
  ::sigaction(SIGQUIT, &quit, nullptr);
  return status;
}

Result<ToolEnd> RunCollected(const ToolRun& run, Deadline deadline) {
  const UniqueFd output(::memfd_create("gauntlet-tool-output", MFD_CLOEXEC));
  if (!output) return FailErrno(ErrorKind::kInternalError, "memfd_create");
  ::fcntl(output.get(), F_SETFL, O_APPEND);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output.get(), STDERR_FILENO);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // a group of its own, to be killed as one
  const Result<pid_t> pid = Spawn(run, &actions, &attributes);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (!pid) return std::unexpected(pid.error());
  ToolEnd end;
  end.killed = !EndsBefore(deadline, *pid);
  if (end.killed) ::kill(-*pid, SIGKILL);
  GAUNTLET_TRY(end.status, Reap(*pid));
  end.output = ReadCollected(output.get());
  return end;
}

Result<FilterEnd> RunFilter(const ToolRun& run, std::string_view input, uint64_t output_limit_bytes,
                            Deadline deadline, int cancel_fd) {
  GAUNTLET_TRY(Talk talk, StartTalk(run, input));
  FilterEnd end = Listen(talk, output_limit_bytes, deadline, cancel_fd);
  ::kill(-talk.pid, SIGKILL);  // and what it left behind: the group is there until it is reaped
  GAUNTLET_TRY(end.status, Reap(talk.pid));
  return end;
}

}  // namespace gauntlet
