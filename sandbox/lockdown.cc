#include "sandbox/lockdown.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/landlock.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "host/base/unique_fd.h"

namespace gauntlet {
namespace {

constexpr uid_t kNobody = 65534;

// Runs `body` in a forked child and returns its wait status.
template <class Body>
int StatusOfChild(Body body) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::_exit(body());
  }
  int status = -1;
  if (pid < 0 || ::waitpid(pid, &status, 0) != pid) return -1;
  return status;
}

Result<> SetLimit(int resource, uint64_t soft, uint64_t hard, const char* name) {
  rlimit now = {};
  ::getrlimit(static_cast<__rlimit_resource_t>(resource), &now);
  const rlimit wanted = {std::min<rlim_t>(soft, now.rlim_max), std::min<rlim_t>(hard, now.rlim_max)};
  if (::setrlimit(static_cast<__rlimit_resource_t>(resource), &wanted) != 0)
    return FailErrno(ErrorKind::kSandboxError, fmt::format("setrlimit({})", name));
  return {};
}

// Rights to files that a Landlock of this ABI can take away. The kernel refuses those that it does not know.
uint64_t FileRightsOf(int abi) {
  const int count = abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13;
  return (uint64_t{1} << count) - 1;
}

// A rule set that takes away everything that this ABI can, TCP but for `network`.
UniqueFd RulesOf(int abi, bool network) {
  // Fields that newer kernels read beyond this header's struct: network at 4, scopes (signals, abstract sockets) at 6.
  struct {
    landlock_ruleset_attr fs;
    uint64_t net;
    uint64_t scoped;
  } attr = {{FileRightsOf(abi)}, abi >= 4 && !network ? 3u : 0u, abi >= 6 ? 3u : 0u};
  static_assert(sizeof(landlock_ruleset_attr) == 8);
  const size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  return UniqueFd(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attr, size, 0)));
}

constexpr uint64_t kReadAndRun =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kOfPlainFiles = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                                   LANDLOCK_ACCESS_FS_WRITE_FILE | uint64_t{1} << 14;  // and truncate

// A path that is not there grants nothing.
bool Grant(const UniqueFd& rules, const std::string& path, uint64_t rights) {
  const UniqueFd at(::open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat status = {};
  if (!at || ::fstat(at.get(), &status) != 0) return true;
  if (!S_ISDIR(status.st_mode)) rights &= kOfPlainFiles;
  const landlock_path_beneath_attr rule = {rights, at.get()};
  return ::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

}  // namespace

Result<> DropRoot() {
  if (::geteuid() != 0) return {};
  const pid_t parent = ::getppid();
  int death_signal = 0;
  ::prctl(PR_GET_PDEATHSIG, &death_signal);
  if (::setgroups(0, nullptr) != 0) return FailErrno(ErrorKind::kSandboxError, "setgroups");
  if (::setresgid(kNobody, kNobody, kNobody) != 0) return FailErrno(ErrorKind::kSandboxError, "setresgid");
  if (::setresuid(kNobody, kNobody, kNobody) != 0) return FailErrno(ErrorKind::kSandboxError, "setresuid");
  // A change of ids forgets the parent-death signal and hides /proc/self from ourselves, where the loader
  // looks.
  ::prctl(PR_SET_DUMPABLE, 1);
  if (death_signal != 0) {
    ::prctl(PR_SET_PDEATHSIG, death_signal);
    if (::getppid() != parent) ::raise(SIGKILL);
  }
  return {};
}

Result<> ForbidNewPrivileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return FailErrno(ErrorKind::kSandboxError, "prctl(PR_SET_NO_NEW_PRIVS)");
  return {};
}

#if __has_feature(address_sanitizer)
constexpr bool kAddressSpaceIsOurs = false;  // the sanitizer maps terabytes for its shadow
#else
constexpr bool kAddressSpaceIsOurs = true;
#endif

Result<> SetLimits(const ProcessLimits& limits) {
  GAUNTLET_CHECK_OK(SetLimit(RLIMIT_CORE, 0, 0, "RLIMIT_CORE"));
  GAUNTLET_CHECK_OK(SetLimit(RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes, "RLIMIT_FSIZE"));
  const std::array<std::tuple<int, std::optional<uint64_t>, const char*>, 2> plain = {{
      {RLIMIT_AS, kAddressSpaceIsOurs ? limits.address_space_bytes : std::nullopt, "RLIMIT_AS"},
      {RLIMIT_NOFILE, limits.open_files, "RLIMIT_NOFILE"},
  }};
  for (const auto& [resource, value, name] : plain)
    if (value) GAUNTLET_CHECK_OK(SetLimit(resource, *value, *value, name));
  if (limits.cpu_s) GAUNTLET_CHECK_OK(SetLimit(RLIMIT_CPU, *limits.cpu_s, *limits.cpu_s + 1, "RLIMIT_CPU"));
  return {};
}

std::vector<std::string> EnterNamespaces() {
  constexpr std::array<std::pair<int, const char*>, 4> kNamespaces = {{{CLONE_NEWNET, "network"},
                                                                       {CLONE_NEWIPC, "ipc"},
                                                                       {CLONE_NEWNS, "mount"},
                                                                       {CLONE_NEWUTS, "host name"}}};
  std::vector<std::string> entered;
  if (::geteuid() != 0 && ::unshare(CLONE_NEWUSER) == 0) entered.emplace_back("user");
  for (const auto& [flag, name] : kNamespaces)
    if (::unshare(flag) == 0) entered.emplace_back(name);
  return entered;
}

int LandlockAbi() {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

bool ForbidFiles() {
  const int abi = LandlockAbi();
  if (abi == 0) return false;
  const UniqueFd rules = RulesOf(abi, false);
  return rules && ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0;
}

bool ForbidFilesBut(const Grants& grants) {
  const int abi = LandlockAbi();
  if (abi == 0) return false;
  const UniqueFd rules = RulesOf(abi, grants.network);
  if (!rules) return false;
  for (const std::string& path : grants.reads)
    if (!Grant(rules, path, kReadAndRun)) return false;
  for (const std::string& path : grants.writes)
    if (!Grant(rules, path, FileRightsOf(abi))) return false;
  return ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0;
}

Capabilities ProbeCapabilities() {
  Capabilities found;
  found.root = ::geteuid() == 0;
  found.landlock_abi = LandlockAbi();
  if (const auto filter = Filter::Final(false)) {
    const int status = StatusOfChild([&] {
      ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      if (!filter->Install()) return 1;
      ::syscall(SYS_getpid);
      return 0;
    });
    found.seccomp = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
  }
  found.namespaces = StatusOfChild([] {
                       const auto entered = EnterNamespaces();
                       return std::ranges::find(entered, "network") == entered.end() ? 1 : 0;
                     }) == 0;
  found.timestamp_trap = StatusOfChild([] { return ::prctl(PR_SET_TSC, PR_TSC_SIGSEGV) == 0 ? 0 : 1; }) == 0;
  UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
  found.pidfd = static_cast<bool>(pidfd);
  UniqueFd sealed(::memfd_create("probe", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  found.memory_seals = sealed && ::fcntl(sealed.get(), F_ADD_SEALS, F_SEAL_FUTURE_WRITE) == 0;
  constexpr std::array<std::pair<__rlimit_resource_t, const char*>, 4> kLimits = {
      {{RLIMIT_NOFILE, "open files"},
       {RLIMIT_NPROC, "processes"},
       {RLIMIT_AS, "address space"},
       {RLIMIT_FSIZE, "file size"}}};
  for (const auto& [resource, name] : kLimits) {
    rlimit limit = {};
    ::getrlimit(resource, &limit);
    found.limits.emplace_back(name,
                              limit.rlim_cur == RLIM_INFINITY ? "unlimited" : std::to_string(limit.rlim_cur));
  }
  return found;
}

}  // namespace gauntlet
