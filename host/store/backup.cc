#include "host/store/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

#include "host/base/clock.h"
#include "host/base/unique_fd.h"
#include "host/store/file_lock.h"

namespace gauntlet {
namespace fs = std::filesystem;
namespace {

constexpr double kEveryMs = 60000, kRestPerCost = 50;

// What SQLite keeps beside a database.
constexpr std::array<const char*, 3> kBeside = {"-wal", "-shm", "-journal"};

void RemoveAll(const fs::path& database) {
  std::error_code ignored;
  fs::remove(database, ignored);
  for (const char* suffix : kBeside) fs::remove(database.string() + suffix, ignored);
}

Result<> Rename(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    return Fail(ErrorKind::kStorageError, fmt::format("{}: cannot be renamed to {}: {}", from.string(),
                                                      to.string(), std::strerror(errno)));
  const fs::path folder = to.has_parent_path() ? to.parent_path() : ".";
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd) ::fsync(fd.get());  // or the old name may be back after a power cut: no worse than before
  return {};
}

// A whole copy under another name.
Result<> CopyChecked(const CampaignFile& file, const fs::path& copy) {
  RemoveAll(copy);
  auto copied = [&]() -> Result<> {
    GAUNTLET_CHECK_OK(file.BackupTo(copy));
    GAUNTLET_TRY(const auto read, CampaignFile::Open(copy, CampaignFile::Mode::kRead));
    return CheckWhole(*read);
  }();
  if (!copied) RemoveAll(copy);
  return copied;
}

fs::path FreeName(const fs::path& campaign) {
  for (int i = 0;; ++i) {
    const fs::path name = fmt::format("{}.damaged{}", campaign.string(), i == 0 ? "" : fmt::format("-{}", i));
    if (!fs::exists(name)) return name;
  }
}

struct Source {
  std::unique_ptr<CampaignFile> file;
  bool from_backup = true;
};

// Only the end of its log is lost, and all before it is whole.
Result<std::unique_ptr<CampaignFile>> LeftOf(const fs::path& campaign, const Mark& mark) {
  GAUNTLET_TRY(auto left, CampaignFile::Open(campaign, CampaignFile::Mode::kReadWhatIsLeft));
  GAUNTLET_TRY(const Mark reached, left->Reached());
  if (reached.commits >= mark.commits) return Fail(ErrorKind::kInput, "its log is whole");
  GAUNTLET_CHECK_OK(CheckWhole(*left));
  return left;
}

Result<Source> FurthestSource(const fs::path& campaign, const std::optional<Mark>& mark) {
  const fs::path path = BackupPath(campaign);
  Result<std::unique_ptr<CampaignFile>> backup =
      Fail(ErrorKind::kInput,
           fmt::format("{}: there is no {} to restore it from", campaign.string(), path.string()));
  if (fs::exists(path)) backup = CampaignFile::Open(path, CampaignFile::Mode::kRead);
  if (auto left = mark ? LeftOf(campaign, *mark) : std::unexpected(Error{})) {
    const auto commits = [](const CampaignFile& file) { return file.Reached().value_or(Mark{}).commits; };
    if (!backup || commits(**left) > commits(**backup)) return Source{std::move(*left), false};
  }
  if (!backup) return std::unexpected(backup.error());
  return Source{std::move(*backup), true};
}

Result<> CountOpeningsAgain(const fs::path& copy, int64_t openings) {
  GAUNTLET_TRY(const auto file, CampaignFile::Open(copy, CampaignFile::Mode::kWrite));
  GAUNTLET_TRY(int64_t counted, file->TestOpenings());
  while (counted < openings) {
    GAUNTLET_TRY(counted, file->RecordTestOpening("its record was lost with the end of a damaged log"));
  }
  return {};
}

}  // namespace

fs::path BackupPath(const fs::path& campaign) { return campaign.string() + ".backup"; }

std::string BackupHint(const fs::path& campaign) {
  std::error_code ignored;
  if (!fs::exists(BackupPath(campaign), ignored)) return "";
  return fmt::format("; `gauntlet resume {} --restore` goes back to the backup beside it", campaign.string());
}

std::string WayOut(const fs::path& campaign) {
  const std::string hint = BackupHint(campaign);
  return hint.empty() ? fmt::format("; there is no {}: restore it from a copy of your own",
                                    BackupPath(campaign).filename().string())
                      : hint;
}

Error NothingThere(const fs::path& campaign) {
  if (const auto mark = ReadMark(campaign); mark && mark->commits > 0)
    return {
        ErrorKind::kCorruptArtifact,
        fmt::format("{}: damaged: all of its {} commits are lost ({} candidates, {} openings of the test "
                    "split){}",
                    campaign.string(), mark->commits, mark->candidates, mark->openings, WayOut(campaign))};
  return {ErrorKind::kInput, fmt::format("{}: was never begun: remove it and run again", campaign.string())};
}

Result<> CheckWhole(const CampaignFile& file) {
  GAUNTLET_CHECK_OK(file.ForEach(true, [](const Candidate&) {}));
  if (const auto log = file.ReadLog(); !log) return std::unexpected(log.error());
  if (const auto openings = file.TestOpenings(); !openings) return std::unexpected(openings.error());
  if (const auto config = file.GetFact("config"); !config) return std::unexpected(config.error());
  return {};
}

Result<> KeepBackup(const CampaignFile& file, const fs::path& campaign) {
  const fs::path copy = BackupPath(campaign).string() + ".new";
  if (Result<> copied = CopyChecked(file, copy); !copied) {
    if (copied.error().kind != ErrorKind::kCorruptArtifact) return copied;
    return Fail(ErrorKind::kCorruptArtifact,
                fmt::format("{}: damaged, seen while it was copied ({}){}", campaign.string(),
                            copied.error().message, WayOut(campaign)));
  }
  return Rename(copy, BackupPath(campaign));
}

Result<Restored> RestoreBackup(const fs::path& campaign) {
  GAUNTLET_TRY(const FileLock lock, FileLock::Take(campaign));
  const std::optional<Mark> mark = ReadMark(campaign);
  GAUNTLET_TRY(Source source, FurthestSource(campaign, mark));
  GAUNTLET_TRY(const Mark reached, source.file->Reached());
  const fs::path copy = campaign.string() + ".restored";
  GAUNTLET_CHECK_OK(CopyChecked(*source.file, copy));
  source.file.reset();
  GAUNTLET_CHECK_OK(CountOpeningsAgain(copy, mark ? mark->openings : 0));
  if (fs::exists(campaign)) {
    const fs::path damaged = FreeName(campaign);
    // The log first: beside another database it would be taken for that one's.
    if (fs::exists(campaign.string() + "-wal"))
      GAUNTLET_CHECK_OK(Rename(campaign.string() + "-wal", damaged.string() + "-wal"));
    GAUNTLET_CHECK_OK(Rename(campaign, damaged));
  }
  RemoveAll(campaign);
  GAUNTLET_CHECK_OK(Rename(copy, campaign));
  std::error_code ignored;
  fs::remove(MarkPath(campaign), ignored);  // last: it counts the openings until they are counted elsewhere
  return Restored{reached.candidates, source.from_backup};
}

void RemoveCampaignFile(const fs::path& campaign) {
  std::error_code error;
  for (const char* suffix : {"", "-wal", "-shm", ".backup"}) fs::remove(campaign.string() + suffix, error);
}

BackupKeeper::BackupKeeper(const CampaignFile& file, fs::path campaign)
    : file_(file), campaign_(std::move(campaign)), due_ms_(NowMs() + kEveryMs) {}

Result<> BackupKeeper::Keep() {
  const double begin_ms = NowMs();
  Result<> kept = KeepBackup(file_, campaign_);
  due_ms_ = NowMs() + std::max(kEveryMs, kRestPerCost * (NowMs() - begin_ms));
  if (kept || kept.error().kind == ErrorKind::kCorruptArtifact) return kept;
  spdlog::warn("{}; going on without a new backup", kept.error().message);
  return {};
}

Result<> BackupKeeper::KeepIfDue() {
  if (NowMs() < due_ms_) return {};
  return Keep();
}

}  // namespace gauntlet
