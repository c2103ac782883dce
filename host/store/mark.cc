#include "host/store/mark.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "host/store/row.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

// Two marks in turn, each in a block of its own: a write cut short leaves the other one.
constexpr off_t kSlots = 2, kSlotBytes = 4096;

struct Slot {
  int64_t commits, candidates, openings, checksum;
};

int64_t ChecksumOf(const Slot& slot) {
  return TextChecksum(
      {"mark", fmt::to_string(slot.commits), fmt::to_string(slot.candidates), fmt::to_string(slot.openings)});
}

bool Whole(const Slot& slot) { return slot.checksum == ChecksumOf(slot); }

bool Untouched(const Slot& slot) {
  constexpr std::array<char, sizeof(Slot)> kZeros = {};
  return std::memcmp(&slot, kZeros.data(), sizeof slot) == 0;
}

}  // namespace

fs::path MarkPath(const fs::path& campaign) { return campaign.string() + "-mark"; }

std::optional<Mark> ReadMark(const fs::path& campaign) {
  const UniqueFd fd(::open(MarkPath(campaign).c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return std::nullopt;
  std::optional<Mark> last;
  bool damaged = false;
  for (off_t i = 0; i < kSlots; ++i) {
    Slot slot = {};
    if (::pread(fd.get(), &slot, sizeof slot, i * kSlotBytes) <= 0 || Untouched(slot)) continue;
    if (!Whole(slot)) {
      damaged = true;
    } else if (!last || slot.commits > last->commits) {
      last = Mark{slot.commits, slot.candidates, slot.openings};
    }
  }
  if (damaged && !last)
    spdlog::warn("{}: damaged: whether the last commits of the campaign are all there cannot be told",
                 MarkPath(campaign).string());
  return last;
}

Result<> CheckReached(const fs::path& campaign, const Mark& reached, const std::optional<Mark>& mark) {
  if (!mark || reached.commits >= mark->commits) return {};
  std::string openings;
  if (reached.openings < mark->openings)
    openings = fmt::format(" and {} of {} openings of the test split", mark->openings - reached.openings,
                           mark->openings);
  return Fail(
      ErrorKind::kCorruptArtifact,
      fmt::format("{}: damaged: its last {} commits are lost ({} of {} candidates{}); its write-ahead log "
                  "ends too early; `gauntlet resume {} --restore` goes on from what is left of it or from "
                  "the backup, whichever has more",
                  campaign.string(), mark->commits - reached.commits, mark->candidates - reached.candidates,
                  mark->candidates, openings, campaign.string()));
}

Result<> MarkKeeper::Write(const Mark& mark) {
  const auto failed = [&](const char* what) {
    return Fail(ErrorKind::kStorageError,
                fmt::format("{}: {}: {}; all that was reported is stored", MarkPath(campaign_).string(), what,
                            std::strerror(errno)));
  };
  if (!fd_) fd_ = UniqueFd(::open(MarkPath(campaign_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd_) return failed("cannot be written");
  Slot slot = {mark.commits, mark.candidates, mark.openings, 0};
  slot.checksum = ChecksumOf(slot);
  const off_t at = mark.commits % kSlots * kSlotBytes;
  if (::pwrite(fd_.get(), &slot, sizeof slot, at) != static_cast<ssize_t>(sizeof slot))
    return failed("cannot be written");
  if (::fdatasync(fd_.get()) != 0) return failed("did not reach the disk");
  return {};
}

void MarkKeeper::RemoveWithLog() {
  fd_.Reset();
  std::error_code ignored;
  if (!fs::exists(campaign_.string() + "-wal", ignored)) fs::remove(MarkPath(campaign_), ignored);
}

}  // namespace gauntlet
