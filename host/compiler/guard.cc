#include "host/compiler/guard.h"

#include <fcntl.h>
#include <llvm/Support/ErrorHandling.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <new>

#include "host/compiler/wire.h"
#include "sandbox/lockdown.h"
#include "sandbox/lookups.h"

namespace gauntlet {
namespace {

constexpr uint64_t kStackBytes = 100ull << 20;
constexpr size_t kSignalStackBytes = 64 << 10;
// A frame that runs off the end touches memory close to the stack pointer.
constexpr intptr_t kNearStackBytes = 64 << 10;

timer_t cpu_timer;
int statm_fd = -1;

// Unchecked, both: on a signal's stack AddressSanitizer would ask for the other stack in /proc before a call that does
// not return.
[[clang::no_sanitize("address")]] void OnCpuLimit(int) { ::_exit(kExitCpuLimit); }

[[clang::no_sanitize("address")]] void OnFault(int signal, siginfo_t* info, void* context) {
  const auto* machine = static_cast<const ucontext_t*>(context);
  const auto stack = static_cast<intptr_t>(machine->uc_mcontext.gregs[REG_RSP]);
  const auto address = reinterpret_cast<intptr_t>(info->si_addr);
  if (address > stack - kNearStackBytes && address < stack + kNearStackBytes) ::_exit(kExitStackLimit);
  ::signal(signal, SIG_DFL);  // returns to the same instruction and dies of it
}

[[noreturn]] void OnOutOfMemory() { ::_exit(kExitMemoryLimit); }
void OnLlvmOutOfMemory(void*, const char*, bool) { OnOutOfMemory(); }

// Where nesting fills a stack, Clang goes on in a thread with another one, until there is no room for more of them.
void OnLlvmFatalError(void*, const char* reason, bool) {
  if (std::strstr(reason, "pthread_create") != nullptr) ::_exit(kExitStackLimit);
}

}  // namespace

Result<> InstallUnitGuards() {
  const rlimit stack = {kStackBytes, RLIM_INFINITY};
  rlimit now = {};
  ::getrlimit(RLIMIT_STACK, &now);
  const rlimit wanted = {std::min<rlim_t>(stack.rlim_cur, now.rlim_max), now.rlim_max};
  if (::setrlimit(RLIMIT_STACK, &wanted) != 0)
    return FailErrno(ErrorKind::kSandboxError, "setrlimit(RLIMIT_STACK)");

  void* memory =
      ::mmap(nullptr, kSignalStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return FailErrno(ErrorKind::kSandboxError, "mmap of a signal stack");
  const stack_t signal_stack = {memory, 0, kSignalStackBytes};
  struct sigaction fault = {};
  fault.sa_sigaction = OnFault;
  fault.sa_flags = SA_SIGINFO | SA_ONSTACK;
  struct sigaction limit = {};
  limit.sa_handler = OnCpuLimit;
  limit.sa_flags = SA_ONSTACK;
  if (::sigaltstack(&signal_stack, nullptr) != 0 || ::sigaction(SIGSEGV, &fault, nullptr) != 0 ||
      ::sigaction(SIGBUS, &fault, nullptr) != 0 || ::sigaction(SIGPROF, &limit, nullptr) != 0)
    return FailErrno(ErrorKind::kSandboxError, "sigaction");

  sigevent event = {};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGPROF;
  if (::timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &cpu_timer) != 0)
    return FailErrno(ErrorKind::kSandboxError, "timer_create");
  std::set_new_handler(OnOutOfMemory);
  llvm::install_bad_alloc_error_handler(OnLlvmOutOfMemory);
  llvm::install_fatal_error_handler(OnLlvmFatalError);
  statm_fd = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  return {};
}

void ArmCpuLimit(double cpu_ms) {
  itimerspec when = {};
  when.it_value.tv_sec = static_cast<time_t>(cpu_ms / 1000);
  when.it_value.tv_nsec =
      static_cast<long>((cpu_ms - static_cast<double>(when.it_value.tv_sec) * 1000) * 1e6);
  ::timer_settime(cpu_timer, 0, &when, nullptr);
}

Result<std::vector<std::string>> LockDown(const CompilerLimits& limits) {
  std::vector<std::string> done = EnterNamespaces();
  for (std::string& name : done) name = "own " + name;
  GAUNTLET_CHECK_OK(DropRoot());
  GAUNTLET_CHECK_OK(ForbidNewPrivileges());
  if (ForbidFiles()) done.emplace_back("no files (landlock)");
  ProcessLimits process;
  process.address_space_bytes = limits.memory_bytes;
  GAUNTLET_CHECK_OK(SetLimits(process));
  AnswerLookups(nullptr);  // LLD opens its memory files through /proc/self/fd
  // Fails where the kernel has none.
  const auto filter = Filter::Compiler({.threads = true, .trap_lookups = true});
  if (filter && filter->Install()) {
    done.emplace_back("system-call filter");
  } else if (!limits.trusted) {
    return Fail(
        ErrorKind::kSandboxError,
        "this machine does not let us install a system-call filter (seccomp), without which no source is "
        "compiled; `gauntlet doctor` says more, --isolation trusted compiles and runs without protection");
  }
  return done;
}

uint64_t ResidentBytes() {
  char text[128] = {};
  if (statm_fd < 0 || ::pread(statm_fd, text, sizeof(text) - 1, 0) <= 0) return 0;
  char* end = nullptr;
  std::strtoull(text, &end, 10);
  return std::strtoull(end, nullptr, 10) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace gauntlet
