// Takes a block-fed child's answers out of its reach while it plays: what it answered to a block is copied
// before it is shown the block after the next, and cannot be changed any more when it has seen more.
#pragma once

#include <cstdint>
#include <vector>

#include "host/base/result.h"
#include "host/evaluate/wire.h"

namespace gauntlet {

class LogTaker {
 public:
  // From the memory file that the child writes to, with room for `room_bytes`, into one that no child ever had.
  LogTaker(int childs_log, uint64_t room_bytes, int kept)
      : childs_log_(childs_log), room_bytes_(room_bytes), kept_(kept) {}

  // The child says that after so many records its log has so many bytes. False: that cannot be.
  Result<bool> Take(uint64_t records, uint64_t log_bytes);
  // What it may have added after its last record, once it is dead.
  enum class Rest {
    kSound,
    kImpossible,  // fewer bytes than were taken, or more than there is room for
    kChanged      // what was taken before reads otherwise now
  };
  Result<Rest> TakeRest(uint64_t log_bytes);

  const LogPart& part() const { return part_; }

 private:
  Result<bool> CopyUpTo(uint64_t log_bytes);
  Result<bool> IsUnchanged(uint64_t log_bytes) const;

  int childs_log_;
  uint64_t room_bytes_;
  int kept_;
  LogPart part_;
};

}  // namespace gauntlet
