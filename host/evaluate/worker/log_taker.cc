#include "host/evaluate/worker/log_taker.h"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace gauntlet {

Result<bool> LogTaker::Take(uint64_t records, uint64_t log_bytes) {
  GAUNTLET_TRY(const bool sound, CopyUpTo(log_bytes));
  if (sound) part_.cuts.push_back({records, log_bytes});
  return sound;
}

Result<bool> LogTaker::TakeRest(uint64_t log_bytes) { return CopyUpTo(log_bytes); }

Result<bool> LogTaker::CopyUpTo(uint64_t log_bytes) {
  if (log_bytes < part_.bytes || log_bytes > room_bytes_) return false;
  std::array<char, 1 << 16> buffer;
  while (part_.bytes < log_bytes) {
    const size_t wanted = std::min<uint64_t>(buffer.size(), log_bytes - part_.bytes);
    const ssize_t got = ::pread(childs_log_, buffer.data(), wanted, static_cast<off_t>(part_.bytes));
    if (got <= 0) return FailErrno(ErrorKind::kSandboxError, "reading a decision log");
    const auto to = static_cast<off_t>(part_.bytes);
    if (::pwrite(kept_, buffer.data(), static_cast<size_t>(got), to) != got)
      return FailErrno(ErrorKind::kSandboxError, "keeping a decision log");
    part_.bytes += static_cast<uint64_t>(got);
  }
  return true;
}

}  // namespace gauntlet
