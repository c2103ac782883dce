// Plays a decision log again, without the policy.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <span>
#include <string>

#include "host/evaluate/worker/simulator.h"

namespace gauntlet {

struct ReplayOutcome {
  gauntlet_result result = {};
  std::string bad_log;     // why the log is none of a run; empty: `result` holds
  bool held_back = false;  // bad_log: answers came later than the records that they are to
};

// `seed` and `memory_budget_bytes` as in the run. `cuts`: how long the log was, by and by; checked.
// An error when we cannot replay, whatever the log.
Result<ReplayOutcome> ReplayLog(const Simulator& simulator, const OpenedWorkload& workload,
                                const std::string& interface_name, uint64_t seed,
                                uint64_t memory_budget_bytes, std::span<const std::byte> log,
                                std::span<const LogCut> cuts);

// The record whose answers hold byte `offset` of the log. An error when the log is none of a run up to there.
Result<AnswerPlace> LocateAnswer(const Simulator& simulator, const OpenedWorkload& workload,
                                 const std::string& interface_name, uint64_t seed,
                                 uint64_t memory_budget_bytes, std::span<const std::byte> log,
                                 uint64_t offset);

}  // namespace gauntlet
