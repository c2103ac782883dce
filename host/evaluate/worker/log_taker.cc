#include "host/evaluate/worker/log_taker.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace gauntlet {

Result<bool> LogTaker::Take(uint64_t records, uint64_t log_bytes) {
  GAUNTLET_TRY(const bool sound, CopyUpTo(log_bytes));
  if (sound) part_.cuts.push_back({records, log_bytes});
  return sound;
}

Result<LogTaker::Rest> LogTaker::TakeRest(uint64_t log_bytes) {
  const uint64_t taken = part_.bytes;
  GAUNTLET_TRY(const bool sound, CopyUpTo(log_bytes));
  if (!sound) return Rest::kImpossible;
  GAUNTLET_TRY(const bool unchanged, IsUnchanged(taken));
  return unchanged ? Rest::kSound : Rest::kChanged;
}

Result<bool> LogTaker::IsUnchanged(uint64_t log_bytes) const {
  std::array<char, 1 << 16> written, kept;
  for (uint64_t at = 0; at < log_bytes;) {
    const size_t wanted = std::min<uint64_t>(written.size(), log_bytes - at);
    const auto from = static_cast<off_t>(at);
    const ssize_t got = ::pread(childs_log_, written.data(), wanted, from);
    if (got <= 0 || ::pread(kept_, kept.data(), static_cast<size_t>(got), from) != got)
      return FailErrno(ErrorKind::kSandboxError, "comparing a decision log");
    if (std::memcmp(written.data(), kept.data(), static_cast<size_t>(got)) != 0) return false;
    at += static_cast<uint64_t>(got);
  }
  return true;
}

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
