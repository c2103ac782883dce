// The system-call filters, written with libseccomp and kept as plain BPF programs.

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <initializer_list>
#include <string>

#include "host/base/unique_fd.h"
#include "sandbox/lockdown.h"

namespace gauntlet {

// Collects rules; remembers the first failure so that a filter reads as a list.
class FilterBuilder {
 public:
  explicit FilterBuilder(uint32_t default_action) : context_(::seccomp_init(default_action)) {
    if (context_ == nullptr) return;
    Note(::seccomp_attr_set(context_, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    Note(::seccomp_attr_set(context_, SCMP_FLTATR_CTL_OPTIMIZE, 2));
  }
  FilterBuilder(const FilterBuilder&) = delete;
  FilterBuilder& operator=(const FilterBuilder&) = delete;
  ~FilterBuilder() { ::seccomp_release(context_); }

  void Add(uint32_t action, std::initializer_list<int> calls) {
    for (const int call : calls) Add(action, call, {});
  }
  void Allow(std::initializer_list<int> calls) { Add(SCMP_ACT_ALLOW, calls); }
  void Add(uint32_t action, int call, std::initializer_list<scmp_arg_cmp> conditions) {
    if (context_ == nullptr) return;
    Note(::seccomp_rule_add_array(context_, action, call, static_cast<uint32_t>(conditions.size()),
                                  conditions.begin()));
  }

  Result<Filter> Build() {
    if (context_ == nullptr) return Fail(ErrorKind::kSandboxError, "seccomp_init failed");
    if (error_ != 0) {
      errno = -error_;
      return FailErrno(ErrorKind::kSandboxError, "building a system-call filter");
    }
    UniqueFd file(::memfd_create("filter", MFD_CLOEXEC));
    if (!file || ::seccomp_export_bpf(context_, file.get()) != 0)
      return FailErrno(ErrorKind::kSandboxError, "exporting a system-call filter");
    const off_t bytes = ::lseek(file.get(), 0, SEEK_END);
    Filter filter;
    filter.program_.resize(static_cast<size_t>(bytes) / sizeof(sock_filter));
    if (::pread(file.get(), filter.program_.data(), static_cast<size_t>(bytes), 0) != bytes)
      return FailErrno(ErrorKind::kSandboxError, "reading a system-call filter");
    return filter;
  }

 private:
  void Note(int code) {
    if (error_ == 0 && code != 0) error_ = code;
  }

  scmp_filter_ctx context_;
  int error_ = 0;
};

namespace {

constexpr uint32_t kKill = SCMP_ACT_KILL_PROCESS;
constexpr uint32_t Answer(int error) { return SCMP_ACT_ERRNO(static_cast<uint16_t>(error)); }

// Condition on argument `index`: (argument & mask) == value.
scmp_arg_cmp Masked(unsigned index, uint64_t mask, uint64_t value) {
  return {index, SCMP_CMP_MASKED_EQ, mask, value};
}
scmp_arg_cmp Equals(unsigned index, uint64_t value) { return {index, SCMP_CMP_EQ, value, 0}; }

constexpr uint64_t kInt = 0xffffffff;  // an int argument: the upper half is whatever the caller left there

// Its runtime asks which signal stack there is, and where to write that, before every call that does not return.
void AllowTheSanitizer([[maybe_unused]] FilterBuilder& rules) {
#if __has_feature(address_sanitizer)
  rules.Add(SCMP_ACT_ALLOW, SYS_sigaltstack, {Equals(0, 0), {1, SCMP_CMP_NE, 0, 0}});
#endif
}

}  // namespace

Result<Filter> Filter::Final(bool block_fed) {
  FilterBuilder rules(kKill);
  rules.Allow({SYS_exit_group, SYS_rt_sigreturn});
  AllowTheSanitizer(rules);
  rules.Add(Answer(ENOMEM), {SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise});
  rules.Add(Answer(0), {SYS_brk});  // it knows no errors: an end of the heap that was not moved is one
  if (block_fed) {
    for (const uint64_t operation : {FUTEX_WAIT, FUTEX_WAKE})
      rules.Add(SCMP_ACT_ALLOW, SYS_futex, {Masked(1, kInt, operation), Equals(3, 0)});
  }
  return rules.Build();
}

Result<Filter> Filter::Weak() {
  FilterBuilder rules(kKill);
  AllowTheSanitizer(rules);
  rules.Allow({SYS_exit_group, SYS_rt_sigreturn, SYS_read, SYS_pread64, SYS_close, SYS_fstat, SYS_lseek,
               SYS_dup, SYS_munmap, SYS_brk, SYS_madvise, SYS_recvmsg, SYS_sendmsg, SYS_sendto});
  rules.Add(SCMP_ACT_TRAP, {SYS_openat, SYS_newfstatat});  // lookups.h
  rules.Add(Answer(ENOENT), {SYS_readlink});         // Boost.DLL asks for its name when the loader refused
  for (const uint64_t writable : {0, PROT_WRITE}) {  // never writable and executable at once
    for (const int call : {SYS_mmap, SYS_mprotect})
      rules.Add(SCMP_ACT_ALLOW, call, {Masked(2, PROT_WRITE | PROT_EXEC, writable)});
  }
  rules.Add(SCMP_ACT_ALLOW, SYS_mmap, {Masked(2, PROT_WRITE | PROT_EXEC, PROT_EXEC)});
  for (const uint64_t operation : {FUTEX_WAKE, FUTEX_WAKE | FUTEX_PRIVATE_FLAG})
    rules.Add(SCMP_ACT_ALLOW, SYS_futex, {Masked(1, kInt, operation)});
  return rules.Build();
}

Result<Filter> Filter::Compiler(const CompilerNeeds& needs) {
  FilterBuilder rules(Answer(EPERM));
  rules.Add(kKill, {SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
                    SYS_execve, SYS_execveat, SYS_fork, SYS_vfork, SYS_ptrace, SYS_process_vm_readv,
                    SYS_process_vm_writev, SYS_bpf, SYS_mount, SYS_kill, SYS_io_uring_setup, SYS_keyctl});
  rules.Allow({SYS_exit,
               SYS_exit_group,
               SYS_rt_sigreturn,
               SYS_rt_sigaction,
               SYS_rt_sigprocmask,
               SYS_sigaltstack,
               SYS_mmap,
               SYS_munmap,
               SYS_mremap,
               SYS_mprotect,
               SYS_brk,
               SYS_madvise,
               SYS_futex,
               SYS_read,
               SYS_pread64,
               SYS_write,
               SYS_pwrite64,
               SYS_readv,
               SYS_writev,
               SYS_close,
               SYS_lseek,
               SYS_fstat,
               SYS_ftruncate,
               SYS_fallocate,
               SYS_memfd_create,
               SYS_dup,
               SYS_dup2,
               SYS_dup3,
               SYS_sendmsg,
               SYS_recvmsg,
               SYS_sendto,
               SYS_recvfrom,
               SYS_poll,
               SYS_ppoll,
               SYS_clock_gettime,
               SYS_clock_getres,
               SYS_clock_nanosleep,
               SYS_gettimeofday,
               SYS_time,
               SYS_times,
               SYS_getrusage,
               SYS_getrandom,
               SYS_getpid,
               SYS_gettid,
               SYS_getuid,
               SYS_geteuid,
               SYS_getgid,
               SYS_getegid,
               SYS_getppid,
               SYS_sched_getaffinity,
               SYS_sched_yield,
               SYS_set_robust_list,
               SYS_rseq,
               SYS_set_tid_address,
               SYS_uname,
               SYS_sysinfo,
               SYS_restart_syscall,
               SYS_timer_settime,
               SYS_setitimer,
               SYS_membarrier});
  rules.Add(SCMP_ACT_ALLOW, SYS_prlimit64, {Masked(0, kInt, 0)});
  rules.Add(SCMP_ACT_ALLOW, SYS_tgkill, {Masked(0, kInt, static_cast<uint64_t>(::getpid()))});
  for (const uint64_t command : {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL})
    rules.Add(SCMP_ACT_ALLOW, SYS_fcntl, {Masked(1, kInt, command)});
  rules.Add(Answer(ENOSYS), {SYS_clone3});  // its flags lie in memory: make libc use clone
  if (needs.threads) {
    rules.Add(SCMP_ACT_ALLOW, SYS_clone, {Masked(0, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM)});
    rules.Add(kKill, SYS_clone, {Masked(0, CLONE_THREAD, 0)});
  } else {
    rules.Add(kKill, {SYS_clone});
  }
  rules.Add(Answer(ENOENT), {SYS_stat, SYS_lstat, SYS_statx, SYS_faccessat, SYS_faccessat2, SYS_readlink,
                             SYS_readlinkat, SYS_getcwd, SYS_getdents64, SYS_statfs, SYS_fstatfs, SYS_open});
  rules.Add(needs.trap_lookups ? SCMP_ACT_TRAP : Answer(ENOENT), {SYS_openat, SYS_newfstatat, SYS_access});
  return rules.Build();
}

Result<Filter> Filter::Program(bool network) {
  FilterBuilder rules(SCMP_ACT_ALLOW);
  rules.Add(Answer(EPERM), {SYS_mount,
                            SYS_umount2,
                            SYS_pivot_root,
                            SYS_chroot,
                            SYS_unshare,
                            SYS_setns,
                            SYS_ptrace,
                            SYS_bpf,
                            SYS_keyctl,
                            SYS_add_key,
                            SYS_request_key,
                            SYS_perf_event_open,
                            SYS_userfaultfd,
                            SYS_kexec_load,
                            SYS_init_module,
                            SYS_finit_module,
                            SYS_delete_module,
                            SYS_reboot,
                            SYS_swapon,
                            SYS_swapoff,
                            SYS_settimeofday,
                            SYS_clock_settime,
                            SYS_adjtimex,
                            SYS_sethostname,
                            SYS_setdomainname,
                            SYS_io_uring_setup,
                            SYS_io_uring_enter,
                            SYS_io_uring_register,
                            SYS_process_vm_readv,
                            SYS_process_vm_writev,
                            SYS_open_by_handle_at,
                            SYS_name_to_handle_at,
                            SYS_quotactl,
                            SYS_acct,
                            SYS_syslog,
                            SYS_iopl,
                            SYS_ioperm,
                            SYS_personality,
                            SYS_pidfd_getfd});
  if (!network) rules.Add(Answer(EACCES), {SYS_socket});  // pairs of sockets reach nobody
  return rules.Build();
}

bool Filter::Install() const {
  sock_fprog program = {static_cast<unsigned short>(program_.size()),
                        const_cast<sock_filter*>(program_.data())};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

}  // namespace gauntlet
