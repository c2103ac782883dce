// A decision log played again by the slow simulator: what the score of these answers is, if they are the
// answers of a run at all. Shares no code with the replay that it checks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/golden/slow_cache.h"

namespace gauntlet::golden {

struct SlowReplay {
  std::optional<Counts> counts;  // none: the log is none of a run
  std::string why;
  std::vector<size_t> answers;  // where each answer that was read begins
};

SlowReplay ReplaySlowly(const Settings& settings, const std::vector<Request>& requests, bool priorities,
                        const std::vector<uint8_t>& log);

}  // namespace gauntlet::golden
