// How far a campaign file has come, in NAME-mark beside it, where damage to its log cannot take it along.
//
// SQLite reads a write-ahead log up to the first frame that is not what its checksum says, and takes the rest for
// never written: after a crash one flipped bit drops all commits behind it without a word. So a commit is counted in
// the database and, once it is on the disk, here. The mark goes with the log when the file is closed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "host/base/result.h"
#include "host/base/unique_fd.h"

namespace gauntlet {

struct Mark {
  int64_t commits = 0, candidates = 0, openings = 0;  // since the campaign began
};

std::filesystem::path MarkPath(const std::filesystem::path& campaign);

// Nothing if there is none. A mark that is not what its checksum says is said in the log and counts as none: the
// one before it, of one commit less, is kept beside it.
std::optional<Mark> ReadMark(const std::filesystem::path& campaign);

// Error (kCorruptArtifact) that says what is lost, if a file that has come to `reached` once came to `mark`.
// `mark` must have been read before `reached` was: somebody may be writing.
Result<> CheckReached(const std::filesystem::path& campaign, const Mark& reached,
                      const std::optional<Mark>& mark);

class MarkKeeper {
 public:
  explicit MarkKeeper(std::filesystem::path campaign) : campaign_(std::move(campaign)) {}
  // On the disk when it returns; the one before is overwritten by the next only.
  Result<> Write(const Mark& mark);
  // To be called when the database is closed: goes if nothing is left that a reader could misread.
  void RemoveWithLog();

 private:
  std::filesystem::path campaign_;
  UniqueFd fd_;
};

}  // namespace gauntlet
