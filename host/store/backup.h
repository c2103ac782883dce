// A second copy of a campaign file, NAME.backup beside it, for the day on which the disk gives back other bytes
// than it was given. Made by SQLite's backup API under another name, read from end to end, synced, and only then
// renamed: there is always a whole one, and never one of a damaged file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "host/base/result.h"
#include "host/store/campaign_file.h"

namespace gauntlet {

std::filesystem::path BackupPath(const std::filesystem::path& campaign);

// What to do about a damaged campaign file, as the end of a message: "; `gauntlet resume ... --restore` ...", or
// that there is no backup.
std::string WayOut(const std::filesystem::path& campaign);
// The same for a file that may never have been a campaign: nothing if there is no backup.
std::string BackupHint(const std::filesystem::path& campaign);

// What to say of a file that holds nothing: it was never begun (kInput), or all of it is lost (kCorruptArtifact).
Error NothingThere(const std::filesystem::path& campaign);

// Reads everything. Error (kCorruptArtifact, ...) if a row, source, fact, log entry or opening is not what its
// checksum says.
Result<> CheckWhole(const CampaignFile& file);

// REQUIRES: `file` is that of `campaign`, open to write. An error leaves the last backup as it was.
Result<> KeepBackup(const CampaignFile& file, const std::filesystem::path& campaign);

struct Restored {
  int64_t candidates = 0;
  bool from_backup = true;
};
// Puts the backup in the place of the campaign file, which is kept as NAME.damaged; or what is left of the file
// itself, if only the end of its log is lost and it has come further than the backup. Openings of the test split
// that the file's mark knows of and neither has are counted again. Error if there is no backup, it is damaged too,
// or somebody has the file in use.
Result<Restored> RestoreBackup(const std::filesystem::path& campaign);

// With all that lies beside it. For one that holds nothing: a run that could not begin.
void RemoveCampaignFile(const std::filesystem::path& campaign);

// When a run makes backups: never for more than about 2 % of its time.
class BackupKeeper {
 public:
  BackupKeeper(const CampaignFile& file, std::filesystem::path campaign);
  // Error only if the campaign file turns out damaged; a backup that cannot be written (no room) is said in the
  // log, and the campaign goes on.
  Result<> Keep();
  Result<> KeepIfDue();

 private:
  const CampaignFile& file_;
  std::filesystem::path campaign_;
  double due_ms_;
};

}  // namespace gauntlet
