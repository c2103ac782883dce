/* LD_PRELOAD: records which pages of which files a program reads and writes through system calls of libc
 * (read, pread, readv, write, ...). Maps are in shim_map.c. Not seen: libc's own calls behind fopen,
 * programs without libc, io_uring. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "host/trace/record/shim_internal.h"

#define SHIM_EXPORT __attribute__((visibility("default")))

static gauntlet_record_header *log_;
static char under_[4096];

void *gauntlet_shim_real(const char *name) {
  void *real = dlsym(RTLD_NEXT, name);
  if (real == NULL) abort();
  return real;
}

/* real_NAME: the function of that name that the shim hides, typed like it. */
#define REAL(name)                      \
  static __typeof__(&name) real_##name; \
  if (real_##name == NULL) *(void **)(&real_##name) = gauntlet_shim_real(#name)

static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
  return hash ^ (hash >> 29);
}

__attribute__((constructor)) static void open_log(void) {
  const char *path = getenv(GAUNTLET_RECORD_LOG_ENV);
  const char *under = getenv(GAUNTLET_RECORD_UNDER_ENV);
  if (path == NULL) return;
  if (under != NULL) strncpy(under_, under, sizeof under_ - 1);
  const int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  struct stat facts;
  if (fstat(fd, &facts) == 0 && (size_t)facts.st_size > sizeof *log_) {
    void *at = gauntlet_shim_mmap(NULL, (size_t)facts.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at != MAP_FAILED && ((gauntlet_record_header *)at)->magic == GAUNTLET_RECORD_MAGIC) log_ = at;
  }
  syscall(SYS_close, fd);
}

void gauntlet_shim_log(uint64_t file, uint64_t offset, uint64_t length, uint32_t operation) {
  if (log_ == NULL || length == 0) return;
  const uint64_t at = atomic_fetch_add((_Atomic uint64_t *)&log_->next, 1);
  if (at >= log_->capacity) return;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  gauntlet_record_event *event = (gauntlet_record_event *)(log_ + 1) + at;
  event->file = file;
  event->offset = offset;
  event->time_us = (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
  event->length = length > UINT32_MAX ? UINT32_MAX : (uint32_t)length;
  event->operation = operation;
}

/* Whether the open file lies below one of the directories. */
static int lies_under(int fd) {
  if (under_[0] == 0) return 1;
  char link[64], path[4096];
  const char digits[] = "0123456789";
  char number[16];
  int n = 0, value = fd;
  do number[n++] = digits[value % 10];
  while ((value /= 10) != 0);
  strcpy(link, "/proc/self/fd/");
  size_t end = strlen(link);
  while (n > 0) link[end++] = number[--n];
  link[end] = 0;
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  for (const char *dir = under_; *dir != 0;) {
    const size_t dir_length = strcspn(dir, ":");
    if (dir_length > 0 && strncmp(path, dir, dir_length) == 0) return 1;
    dir += dir_length + (dir[dir_length] == ':');
  }
  return 0;
}

/* Answers by file, so that a path is looked up once; a lost race costs a look-up. */
static struct {
  _Atomic uint64_t file;
  _Atomic int recorded;
} known_[4096];

uint64_t gauntlet_shim_file(int fd) {
  if (log_ == NULL || fd < 0) return 0;
  struct statx facts;
  const int saved = errno;
  const int failed = statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_INO | STATX_BTIME, &facts) != 0;
  errno = saved;
  if (failed || !S_ISREG(facts.stx_mode)) return 0;
  uint64_t file = mix(mix(facts.stx_dev_major, facts.stx_dev_minor), facts.stx_ino);
  file = mix(mix(file, (uint64_t)facts.stx_btime.tv_sec), facts.stx_btime.tv_nsec) | 1;
  const size_t at = file >> 52;
  if (known_[at].file != file) {
    const int recorded = lies_under(fd);
    errno = saved;
    known_[at].recorded = recorded;
    known_[at].file = file;
    return recorded ? file : 0;
  }
  return known_[at].recorded ? file : 0;
}

/* After a call at the file's own position: where it began. */
static void log_sequential(int fd, ssize_t done, uint32_t operation) {
  if (done <= 0) return;
  const uint64_t file = gauntlet_shim_file(fd);
  if (file == 0) return;
  const int saved = errno;
  const off_t end = lseek(fd, 0, SEEK_CUR);
  errno = saved;
  if (end >= done) gauntlet_shim_log(file, (uint64_t)(end - done), (uint64_t)done, operation);
}

static void log_at(int fd, ssize_t done, off_t offset, uint32_t operation) {
  if (done <= 0) return;
  const uint64_t file = gauntlet_shim_file(fd);
  if (file != 0) gauntlet_shim_log(file, (uint64_t)offset, (uint64_t)done, operation);
}

/* The kernel does not take our fault: watched memory is opened around the call. Memory that a call reads from is
 * read by the program, and the other way round. */
#define AROUND(buffer, length, operation, call)                            \
  const int watched = gauntlet_shim_open_range(buffer, length, operation); \
  const ssize_t done = (call);                                             \
  if (watched) gauntlet_shim_watch_again(buffer, length)

SHIM_EXPORT ssize_t read(int fd, void *buffer, size_t count) {
  REAL(read);
  AROUND(buffer, count, GAUNTLET_RECORD_WRITE, real_read(fd, buffer, count));
  log_sequential(fd, done, GAUNTLET_RECORD_READ);
  return done;
}

SHIM_EXPORT ssize_t write(int fd, const void *buffer, size_t count) {
  REAL(write);
  AROUND(buffer, count, GAUNTLET_RECORD_READ, real_write(fd, buffer, count));
  log_sequential(fd, done, GAUNTLET_RECORD_WRITE);
  return done;
}

SHIM_EXPORT ssize_t pread(int fd, void *buffer, size_t count, off_t offset) {
  REAL(pread);
  AROUND(buffer, count, GAUNTLET_RECORD_WRITE, real_pread(fd, buffer, count, offset));
  log_at(fd, done, offset, GAUNTLET_RECORD_READ);
  return done;
}
SHIM_EXPORT ssize_t pread64(int fd, void *buffer, size_t count, off64_t offset) {
  return pread(fd, buffer, count, offset);
}

SHIM_EXPORT ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset) {
  REAL(pwrite);
  AROUND(buffer, count, GAUNTLET_RECORD_READ, real_pwrite(fd, buffer, count, offset));
  log_at(fd, done, offset, GAUNTLET_RECORD_WRITE);
  return done;
}
SHIM_EXPORT ssize_t pwrite64(int fd, const void *buffer, size_t count, off64_t offset) {
  return pwrite(fd, buffer, count, offset);
}

static void open_vector(const struct iovec *vector, int count, uint32_t operation) {
  for (int i = 0; i < count; ++i) gauntlet_shim_open_range(vector[i].iov_base, vector[i].iov_len, operation);
}
static void close_vector(const struct iovec *vector, int count) {
  for (int i = 0; i < count; ++i) gauntlet_shim_watch_again(vector[i].iov_base, vector[i].iov_len);
}

#define AROUND_ALL(vector, count, operation, call) \
  open_vector(vector, count, operation);           \
  const ssize_t done = (call);                     \
  close_vector(vector, count)

SHIM_EXPORT ssize_t readv(int fd, const struct iovec *vector, int count) {
  REAL(readv);
  AROUND_ALL(vector, count, GAUNTLET_RECORD_WRITE, real_readv(fd, vector, count));
  log_sequential(fd, done, GAUNTLET_RECORD_READ);
  return done;
}

SHIM_EXPORT ssize_t writev(int fd, const struct iovec *vector, int count) {
  REAL(writev);
  AROUND_ALL(vector, count, GAUNTLET_RECORD_READ, real_writev(fd, vector, count));
  log_sequential(fd, done, GAUNTLET_RECORD_WRITE);
  return done;
}

SHIM_EXPORT ssize_t preadv(int fd, const struct iovec *vector, int count, off_t offset) {
  REAL(preadv);
  AROUND_ALL(vector, count, GAUNTLET_RECORD_WRITE, real_preadv(fd, vector, count, offset));
  log_at(fd, done, offset, GAUNTLET_RECORD_READ);
  return done;
}
SHIM_EXPORT ssize_t preadv64(int fd, const struct iovec *vector, int count, off64_t offset) {
  return preadv(fd, vector, count, offset);
}

SHIM_EXPORT ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset) {
  REAL(pwritev);
  AROUND_ALL(vector, count, GAUNTLET_RECORD_READ, real_pwritev(fd, vector, count, offset));
  log_at(fd, done, offset, GAUNTLET_RECORD_WRITE);
  return done;
}
SHIM_EXPORT ssize_t pwritev64(int fd, const struct iovec *vector, int count, off64_t offset) {
  return pwritev(fd, vector, count, offset);
}
