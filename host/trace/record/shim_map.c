/* Maps of files, page by page. A map of a recorded file is made unreadable; the first touch of a page
 * faults, is logged, and the page is opened. At most WINDOW pages of a process stay open: the one opened
 * longest ago is closed again, so that the log shows the program's page references as a cache behind a very
 * small first level would see them.
 *
 * The program may handle SIGSEGV itself: its handler is kept and called for faults that are not ours. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "host/trace/record/shim_internal.h"

#define SHIM_EXPORT __attribute__((visibility("default")))
#define PAGE 4096ul
#define WINDOW 32
#define MAPS 16384

typedef struct map {
  uintptr_t begin, end; /* begin == 0: free */
  uint64_t file, offset;
  int protection;
} map;

static map maps_[MAPS];
static size_t maps_used_; /* no map beyond */
static uintptr_t open_pages_[WINDOW];
static unsigned next_open_;
static atomic_flag lock_ = ATOMIC_FLAG_INIT;
static struct sigaction program_action_;
static atomic_int handler_set_;

static void lock(void) {
  while (atomic_flag_test_and_set_explicit(&lock_, memory_order_acquire)) {
  }
}
static void unlock(void) { atomic_flag_clear_explicit(&lock_, memory_order_release); }

static int real_protect(uintptr_t at, size_t length, int protection) {
  const int saved = errno;
  const long result = syscall(SYS_mprotect, at, length, (long)protection);
  errno = saved;
  return result == 0;
}

static map *map_at(uintptr_t address) {
  for (size_t i = 0; i < maps_used_; ++i) {
    if (address >= maps_[i].begin && address < maps_[i].end) return &maps_[i];
  }
  return NULL;
}

/* REQUIRES: lock held, `page` inside `in`. */
static void touch(const map *in, uintptr_t page, uint32_t operation) {
  uintptr_t *place = &open_pages_[next_open_++ % WINDOW];
  if (*place != 0 && *place != page && map_at(*place) != NULL) real_protect(*place, PAGE, PROT_NONE);
  *place = page;
  real_protect(page, PAGE, in->protection);
  gauntlet_shim_log(in->file, in->offset + (page - in->begin), PAGE, operation);
}

static void on_fault(int signal, siginfo_t *info, void *context) {
  const uintptr_t page = (uintptr_t)info->si_addr & ~(PAGE - 1);
  const greg_t error = ((ucontext_t *)context)->uc_mcontext.gregs[REG_ERR];
  lock();
  const map *in = map_at(page);
  /* A write to a map that was never writable is the program's own fault. */
  const int ours = in != NULL && !((error & 2) != 0 && (in->protection & PROT_WRITE) == 0);
  if (ours) touch(in, page, (error & 2) != 0 ? GAUNTLET_RECORD_WRITE : GAUNTLET_RECORD_READ);
  unlock();
  if (ours) return;
  if ((program_action_.sa_flags & SA_SIGINFO) != 0 && program_action_.sa_sigaction != NULL) {
    program_action_.sa_sigaction(signal, info, context);
  } else if (program_action_.sa_handler != SIG_DFL && program_action_.sa_handler != SIG_IGN) {
    program_action_.sa_handler(signal);
  } else {
    struct sigaction plain = {.sa_handler = SIG_DFL};
    __typeof__(&sigaction) real = NULL;
    *(void **)(&real) = gauntlet_shim_real("sigaction");
    real(SIGSEGV, &plain, NULL); /* the same instruction faults again, and kills */
  }
}

static void set_handler(void) {
  if (atomic_exchange(&handler_set_, 1) != 0) return;
  __typeof__(&sigaction) real = NULL;
  *(void **)(&real) = gauntlet_shim_real("sigaction");
  struct sigaction ours = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  real(SIGSEGV, &ours, &program_action_);
}

SHIM_EXPORT int sigaction(int signal, const struct sigaction *action, struct sigaction *old) {
  if (signal == SIGSEGV && atomic_load(&handler_set_) != 0) {
    const struct sigaction before = program_action_;
    if (action != NULL) program_action_ = *action;
    if (old != NULL) *old = before;
    return 0;
  }
  __typeof__(&sigaction) real = NULL;
  *(void **)(&real) = gauntlet_shim_real("sigaction");
  return real(signal, action, old);
}

SHIM_EXPORT __sighandler_t signal(int number, __sighandler_t handler) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, old;
  return sigaction(number, &action, &old) == 0 ? old.sa_handler : SIG_ERR;
}

static void watch(uintptr_t begin, size_t length, uint64_t file, uint64_t offset, int protection) {
  lock();
  size_t i = 0;
  while (i < maps_used_ && maps_[i].begin != 0) ++i;
  if (i < MAPS) {
    if (i == maps_used_) ++maps_used_;
    maps_[i] = (map){begin, begin + ((length + PAGE - 1) & ~(PAGE - 1)), file, offset, protection};
    real_protect(begin, length, PROT_NONE);
  }
  unlock();
  if (i == MAPS)
    gauntlet_shim_log(file, offset, length, GAUNTLET_RECORD_READ); /* too many: as if read whole */
}

/* Forgets what lies in [begin, end); a map that is cut keeps its front, and its back if there is a place for
 * it. */
static void forget(uintptr_t begin, uintptr_t end) {
  lock();
  for (size_t i = 0; i < maps_used_; ++i) {
    map *one = &maps_[i];
    if (one->begin == 0 || one->end <= begin || one->begin >= end) continue;
    const map whole = *one;
    one->begin = one->end = 0;
    if (whole.begin < begin) {
      *one = whole;
      one->end = begin;
    }
    if (whole.end > end && whole.begin >= begin) {
      *one = (map){end, whole.end, whole.file, whole.offset + (end - whole.begin), whole.protection};
    } else if (whole.end > end) {
      real_protect(end, whole.end - end, whole.protection);
    }
  }
  while (maps_used_ > 0 && maps_[maps_used_ - 1].begin == 0) --maps_used_;
  unlock();
}

/* Variadic arguments must be as wide as registers: the kernel reads all of each. */
void *gauntlet_shim_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
  return (void *)syscall(SYS_mmap, address, length, (long)protection, (long)flags, (long)fd, offset);
}

SHIM_EXPORT void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset) {
  void *at = gauntlet_shim_mmap(address, length, protection, flags, fd, offset);
  if (at == MAP_FAILED) return at;
  if ((flags & MAP_FIXED) != 0) forget((uintptr_t)at, (uintptr_t)at + length);
  if ((flags & (MAP_ANONYMOUS | MAP_FIXED)) != 0 || (protection & PROT_EXEC) != 0 || protection == PROT_NONE)
    return at;
  const uint64_t file = gauntlet_shim_file(fd);
  if (file == 0) return at;
  set_handler();
  watch((uintptr_t)at, length, file, (uint64_t)offset, protection);
  return at;
}
SHIM_EXPORT void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset) {
  return mmap(address, length, protection, flags, fd, offset);
}

SHIM_EXPORT int munmap(void *address, size_t length) {
  forget((uintptr_t)address, (uintptr_t)address + ((length + PAGE - 1) & ~(PAGE - 1)));
  return (int)syscall(SYS_munmap, address, length);
}

SHIM_EXPORT int mprotect(void *address, size_t length, int protection) {
  lock();
  map *in = map_at((uintptr_t)address);
  if (in != NULL) in->protection = protection; /* watched pages stay closed until they are touched */
  unlock();
  return in != NULL ? 0 : (int)syscall(SYS_mprotect, address, length, (long)protection);
}

SHIM_EXPORT void *mremap(void *address, size_t old_length, size_t length, int flags, ...) {
  lock();
  const map *in = map_at((uintptr_t)address);
  if (in != NULL) real_protect(in->begin, in->end - in->begin, in->protection);
  unlock();
  if (in != NULL) forget((uintptr_t)address, (uintptr_t)address + old_length);
  void *target = NULL;
  if ((flags & MREMAP_FIXED) != 0) {
    __builtin_va_list rest;
    __builtin_va_start(rest, flags);
    target = __builtin_va_arg(rest, void *);
    __builtin_va_end(rest);
  }
  return (void *)syscall(SYS_mremap, address, old_length, length, (long)flags, target);
}

int gauntlet_shim_open_range(const void *buffer, size_t length, uint32_t operation) {
  if (maps_used_ == 0 || length == 0) return 0;
  const uintptr_t first = (uintptr_t)buffer & ~(PAGE - 1),
                  last = ((uintptr_t)buffer + length - 1) & ~(PAGE - 1);
  int watched = 0;
  lock();
  const map *in = map_at(first);
  for (uintptr_t page = first; in != NULL && page <= last && page < in->end; page += PAGE) {
    real_protect(page, PAGE, in->protection);
    gauntlet_shim_log(in->file, in->offset + (page - in->begin), PAGE, operation);
    watched = 1;
  }
  unlock();
  return watched;
}

void gauntlet_shim_watch_again(const void *buffer, size_t length) {
  if (maps_used_ == 0 || length == 0) return;
  const uintptr_t first = (uintptr_t)buffer & ~(PAGE - 1),
                  last = ((uintptr_t)buffer + length - 1) & ~(PAGE - 1);
  lock();
  const map *in = map_at(first);
  for (uintptr_t page = first; in != NULL && page <= last && page < in->end; page += PAGE) {
    real_protect(page, PAGE, PROT_NONE);
  }
  unlock();
}
