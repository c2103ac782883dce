// A process with all that it started, as /proc shows it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace gauntlet {

struct TreeUse {
  uint32_t processes = 0;
  uint64_t memory_bytes = 0;  // resident; pages that processes share count for each
  double cpu_ms = 0;          // of those that live, with the children that they have reaped
};

// Descendants of `root`, without itself. Those that come and go meanwhile may be missed.
std::vector<pid_t> Descendants(pid_t root);
TreeUse UseOf(const std::vector<pid_t>& processes);

// Kills and reaps all children of this process, and theirs, until there is none. REQUIRES: this process is the reaper
// of its orphans (PR_SET_CHILD_SUBREAPER).
void KillAll();

}  // namespace gauntlet
