// One writer a campaign file. The lock is flock(2) on a file beside it, NAME.lock, which holds the number of
// the process that has it: the kernel lets go of it however that process ends. Not on the database itself:
// closing any descriptor of a database drops the POSIX locks that SQLite holds on it.
#pragma once

#include <filesystem>

#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

class FileLock {
 public:
  // Error (kInput) naming the process that holds it, at once: never waits.
  static Result<FileLock> Take(const std::filesystem::path& locked);
  FileLock() = default;
  FileLock(FileLock&&) = default;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();  // removes NAME.lock

 private:
  std::filesystem::path path_;
  UniqueFd fd_;
};

}  // namespace gauntlet
