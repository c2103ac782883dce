// Plays a request's workloads to one candidate, one after another, in the process in which the candidate
// lives. All tiers go through here; what differs between them is how a run is left early (ending the child,
// or a jump back).
#pragma once

#include <gauntlet/simulator.h>

#include <span>

#include "host/evaluate/evaluator.h"
#include "host/evaluate/worker/report.h"
#include "host/load/load.h"
#include "sandbox/arena.h"

namespace gauntlet {

// Where records come from when they are not all in reach.
class BlockSource {
 public:
  virtual ~BlockSource() = default;
  virtual bool Next(gauntlet_block* block) = 0;  // false: the workload is over
};

struct PlayedWorkload {
  std::span<const uint8_t> run_config;
  uint64_t seed = 0;
  gauntlet_block whole = {};  // every record, unless a source feeds
  std::span<uint8_t> log;     // empty: keep none
};

struct Play {
  const gauntlet_simulator* simulator = nullptr;
  ExpectedModule expected;
  EvaluationLimits limits;
  std::span<const uint64_t> parameters;
  std::span<const PlayedWorkload> workloads;
  BlockSource* source = nullptr;
  const StopRule* stop = nullptr;  // null: all workloads are played
  const ReportMemory* memory = nullptr;
  ArenaHabits heap_habits;
  std::span<std::byte> policy_region;      // zeroed
  std::span<std::byte> simulator_region;   // zeroed
  std::span<std::byte> stack_guard;        // below the stack; nothing is mapped there
  void (*leave)(int exit_code) = nullptr;  // does not return
};

// From here on the heap is the policy's, and faults, std::terminate and the budget end the run through `leave`.
// `own_data_bytes` of the module count against the budget. REQUIRES: `play` lives until the run is left.
void EnterPlay(const Play& play, uint64_t own_data_bytes);
// Climbs the rest of the ladder and plays. Returns when all workloads are finished, or as many as the rule wants, and
// the report says so.
void PlayAll(const OpenModule& module);
// Back to the C heap, for those who go on after a run.
void LeavePlay();

}  // namespace gauntlet
