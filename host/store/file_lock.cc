#include "host/store/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace gauntlet {
namespace {

std::string Holder(int fd) {
  char text[32] = {};
  const ssize_t n = ::pread(fd, text, sizeof text - 1, 0);
  if (n <= 0) return "another process";
  return fmt::format("process {}", std::string(text, text + strcspn(text, "\n")));
}

// The last holder may have removed the file between our open and our flock: then we hold the lock of nothing.
bool IsStill(int fd, const std::filesystem::path& path) {
  struct stat ours{}, there{};
  return ::fstat(fd, &ours) == 0 && ::stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
         ours.st_dev == there.st_dev;
}

}  // namespace

Result<FileLock> FileLock::Take(const std::filesystem::path& locked) {
  FileLock lock;
  lock.path_ = locked.string() + ".lock";
  while (true) {
    UniqueFd fd(::open(lock.path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!fd)
      return Fail(errno == ENOSPC ? ErrorKind::kStorageError : ErrorKind::kInput,
                  fmt::format("{}: cannot be locked for writing: {}: {}", locked.string(),
                              lock.path_.string(), std::strerror(errno)));
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      return Fail(
          ErrorKind::kInput,
          fmt::format("{}: in use by {}; wait until it is done, stop it, or name another campaign file",
                      locked.string(), Holder(fd.get())));
    }
    if (!IsStill(fd.get(), lock.path_)) continue;
    const std::string pid = fmt::format("{}\n", ::getpid());
    // On a full disk the number is missing from the message of who comes second, and that is all.
    if (::ftruncate(fd.get(), 0) == 0) [[maybe_unused]]
      const ssize_t n = ::pwrite(fd.get(), pid.data(), pid.size(), 0);
    lock.fd_ = std::move(fd);
    return lock;
  }
}

FileLock::~FileLock() {
  if (fd_) ::unlink(path_.c_str());
}

}  // namespace gauntlet
