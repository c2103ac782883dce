#include "host/harness/program/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>

#include "sandbox/lockdown.h"

namespace gauntlet {
namespace {

// What programs of any language read: themselves, their libraries, and what these look up.
constexpr const char* kSystem[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/etc"};
constexpr const char* kFacts[] = {"/proc/self",    "/proc/cpuinfo",
                                  "/proc/meminfo", "/proc/stat",
                                  "/proc/version", "/proc/sys/vm/overcommit_memory",
                                  "/dev/zero",     "/dev/random",
                                  "/dev/urandom",  "/sys/devices/system/cpu"};

[[noreturn]] void GiveUp(const UniqueFd& trouble, const std::string& text) {
  (void)!::write(trouble.get(), text.data(), text.size());
  ::_exit(1);
}

std::string Errno(const char* what) { return fmt::format("{}: {}", what, std::strerror(errno)); }

struct Mounts {
  bool scratch = false;  // of memory, bounded, and gone with the name space
  bool proc = false;     // shows the cage's processes alone
};

// As far as this machine lets us; REQUIRES: a mount name space of our own.
Mounts MakeMounts(const CageRun& run, const std::string& scratch, bool own_processes) {
  Mounts out;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return out;
  const std::string size = fmt::format("size={},mode=0777", run.limits.scratch_bytes);
  constexpr unsigned long kPlain = MS_NOSUID | MS_NODEV;
  if (::geteuid() == 0)
    out.scratch = ::mount("gauntlet", scratch.c_str(), "tmpfs", kPlain, size.c_str()) == 0;
  if (own_processes) out.proc = ::mount("proc", "/proc", "proc", kPlain | MS_NOEXEC, nullptr) == 0;
  return out;
}

void PutFile(const CageRun& run, const std::string& scratch, const UniqueFd& trouble) {
  const std::string path = scratch + "/" + run.file_name;
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0555));
  if (!file) GiveUp(trouble, Errno(path.c_str()));
  for (size_t at = 0; at < run.file.size();) {
    const ssize_t count = ::write(file.get(), run.file.data() + at, run.file.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) GiveUp(trouble, Errno(path.c_str()));
    at += static_cast<size_t>(count);
  }
}

Grants GrantsOf(const CageRun& run, const std::string& scratch, const Mounts& mounts) {
  Grants grants{.reads = run.reads, .writes = {scratch, "/dev/null"}, .network = run.network};
  grants.reads.insert(grants.reads.end(), std::begin(kSystem), std::end(kSystem));
  grants.reads.insert(grants.reads.end(), std::begin(kFacts), std::end(kFacts));
  if (mounts.proc) grants.reads.emplace_back("/proc");
  return grants;
}

Result<> LockUp(const CageRun& run, const std::string& scratch, const Mounts& mounts) {
  const CageLimits& l = run.limits;
  ProcessLimits limits{.address_space_bytes = std::nullopt,
                       .cpu_s = static_cast<uint64_t>(std::ceil(l.cpu_ms / 1000)),
                       .open_files = 1024,
                       .file_bytes = std::max(l.scratch_bytes, l.output_bytes)};
  GAUNTLET_CHECK_OK(SetLimits(limits));
  const bool root = ::geteuid() == 0;
  if (run.trusted) return {};
  GAUNTLET_CHECK_OK(DropRoot());
  GAUNTLET_CHECK_OK(ForbidNewPrivileges());
  if (!ForbidFilesBut(GrantsOf(run, scratch, mounts)) && !root)
    return Fail(ErrorKind::kSandboxError,
                "this kernel has no Landlock, and a program that runs as you could change your files: run as "
                "root, or "
                "with --isolation trusted");
  GAUNTLET_TRY(const Filter filter, Filter::Program(run.network));
  if (!filter.Install()) return FailErrno(ErrorKind::kSandboxError, "installing the filter of system calls");
  return {};
}

std::vector<std::string> EnvironmentOf(const std::string& scratch) {
  const char* path = std::getenv("PATH");
  return {fmt::format("PATH={}", path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin"),
          "HOME=" + scratch,
          "TMPDIR=" + scratch,
          "LANG=C.UTF-8",
          "PYTHONDONTWRITEBYTECODE=1",
          "PYTHONHASHSEED=0"};
}

[[noreturn]] void BecomeProgram(const CageRun& run, const std::string& scratch, const Mounts& mounts,
                                const InsideEnds& ends) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(ends.input.get(), STDIN_FILENO);
  ::dup2(ends.output.get(), STDOUT_FILENO);
  ::dup2(ends.complaint.get(), STDERR_FILENO);
  if (::chdir(scratch.c_str()) != 0) GiveUp(ends.trouble, Errno(scratch.c_str()));
  if (const Result<> locked = LockUp(run, scratch, mounts); !locked)
    GiveUp(ends.trouble, locked.error().message);
  std::vector<std::string> environment = EnvironmentOf(scratch);
  std::vector<char*> argv, envp;
  for (const std::string& word : run.argv) argv.push_back(const_cast<char*>(word.c_str()));
  for (std::string& variable : environment) envp.push_back(variable.data());
  argv.push_back(nullptr);
  envp.push_back(nullptr);
  ::execve(argv[0], argv.data(), envp.data());
  const char* why = errno == EACCES && !run.trusted
                        ? " (it runs as nobody, and may read the system's folders, its own "
                          "words and what simulator.reads grants)"
                        : "";
  GiveUp(ends.trouble, kNoProgram + Errno(argv[0]) + why);
}

}  // namespace

void RunInside(const CageRun& run, const std::string& scratch, bool own_processes, InsideEnds ends) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  Mounts mounts;
  if (!run.trusted) {
    if (run.network) {
      if (::geteuid() == 0 && ::unshare(CLONE_NEWNS) == 0) mounts = MakeMounts(run, scratch, own_processes);
    } else {
      const std::vector<std::string> entered = EnterNamespaces();
      if (std::ranges::find(entered, "mount") != entered.end())
        mounts = MakeMounts(run, scratch, own_processes);
    }
  }
  PutFile(run, scratch, ends.trouble);
  const pid_t program = ::fork();
  if (program < 0) GiveUp(ends.trouble, Errno("fork"));
  if (program == 0) BecomeProgram(run, scratch, mounts, ends);
  for (UniqueFd* end : {&ends.trouble, &ends.input, &ends.output, &ends.complaint}) end->Reset();
  for (;;) {
    int status = 0;
    const pid_t ended = ::waitpid(-1, &status, 0);
    if (ended < 0 && errno == EINTR) continue;
    if (ended != program && ended > 0) continue;
    if (ended == program) (void)!::write(ends.report.get(), &status, sizeof status);
    ::_exit(0);
  }
}

}  // namespace gauntlet
