#include "sandbox/lookups.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <optional>

namespace gauntlet {
namespace {

bool (*g_may_look_up)() = nullptr;

// The number behind /proc/self/fd/; any number of slashes. No allocation: the loader's locks may be held.
std::optional<int> OwnDescriptor(const char* path) {
  constexpr char kFolder[] = "/proc/self/fd/";
  if (std::strncmp(path, kFolder, sizeof kFolder - 1) != 0) return std::nullopt;
  path += sizeof kFolder - 1;
  while (*path == '/') ++path;
  int number = 0;
  int digits = 0;
  for (; *path >= '0' && *path <= '9' && digits < 7; ++path, ++digits) number = number * 10 + (*path - '0');
  if (digits == 0 || *path != '\0') return std::nullopt;
  return number;
}

// What the kernel would say: a result, or minus an error number.
long Raw(long result) { return result < 0 ? -errno : result; }

long Open(const char* path, long flags) {
  if ((flags & (O_ACCMODE | O_CREAT | O_TRUNC)) != O_RDONLY) return -EACCES;
  const auto number = OwnDescriptor(path);
  if (!number) return -ENOENT;
  const long copy = ::syscall(SYS_dup, *number);
  if (copy >= 0) ::syscall(SYS_lseek, copy, 0, SEEK_SET);  // who opens begins at the beginning
  return Raw(copy);
}

long Status(long descriptor, const char* path, void* out, long flags) {
  if ((flags & AT_EMPTY_PATH) != 0 && *path == '\0') return Raw(::syscall(SYS_fstat, descriptor, out));
  if (const auto number = OwnDescriptor(path)) return Raw(::syscall(SYS_fstat, *number, out));
  return -ENOENT;
}

long Access(const char* path, long mode) {
  const auto number = OwnDescriptor(path);
  if (!number) return -ENOENT;
  if ((mode & ~(R_OK | F_OK)) != 0) return -EACCES;
  struct stat status = {};
  return Raw(::syscall(SYS_fstat, *number, &status));
}

void OnTrap(int, siginfo_t* info, void* context) {
  const int saved_errno = errno;
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  // Not one of ours: a call that every filter of ours kills for.
  if (g_may_look_up != nullptr && !g_may_look_up()) ::syscall(SYS_reboot, 0, 0, 0, 0);
  const auto* path = reinterpret_cast<const char*>(registers[REG_RSI]);
  long result = -ENOSYS;
  if (info->si_syscall == SYS_access)
    result = Access(reinterpret_cast<const char*>(registers[REG_RDI]), registers[REG_RSI]);
  if (info->si_syscall == SYS_openat) result = Open(path, registers[REG_RDX]);
  if (info->si_syscall == SYS_newfstatat)
    result =
        Status(registers[REG_RDI], path, reinterpret_cast<void*>(registers[REG_RDX]), registers[REG_R10]);
  registers[REG_RAX] = result;
  errno = saved_errno;
}

}  // namespace

void AnswerLookups(bool (*may_look_up)()) {
  g_may_look_up = may_look_up;
  struct sigaction action = {};
  action.sa_sigaction = OnTrap;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  ::sigaction(SIGSYS, &action, nullptr);
}

}  // namespace gauntlet
