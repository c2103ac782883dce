// What the strict job and its bound share: how running goes from the start of an instance on, tick by tick, as
// long as nothing disturbs it.
//
//   launch delay   not billed, no work
//   overhead       billed, no work
//   work           at the end of every checkpoint_ticks-th tick with work, the last checkpoint_s of it go into a
//                  checkpoint, which makes all work so far safe
#pragma once

#include <algorithm>

#include "simulators/spot/run_config.h"

namespace gauntlet::spot_simulator {

// An instance's state at the beginning of a tick.
struct Running {
  double delay_s = 0;     // left
  double overhead_s = 0;  // left
  double unsaved_s = 0;   // work since the last checkpoint
  uint32_t since = 0;     // ticks with work since then
  friend bool operator==(const Running&, const Running&) = default;
};

// One tick of it.
struct TickRun {
  double work_s = 0;
  double billed_s = 0;
};

inline Running Started(const RunConfig& config, double write_s) {
  return {config.launch_delay_s + write_s, config.restart_overhead_s, 0, 0};
}

// Work and bill of one whole tick; `running` becomes what it is after it. `left_s`: of the job. A job that ends
// inside the tick writes no checkpoint and is billed up to its end: work_s == left_s then.
inline TickRun RunTick(const RunConfig& config, double left_s, Running* running) {
  double room_s = config.gap_s;
  const double waits_s = std::min(running->delay_s, room_s);
  running->delay_s -= waits_s;
  room_s -= waits_s;
  TickRun out{0, room_s};
  const double starts_s = std::min(running->overhead_s, room_s);
  running->overhead_s -= starts_s;
  room_s -= starts_s;
  if (room_s <= 0) return out;
  if (left_s <= room_s) {
    out.work_s = left_s;
    out.billed_s -= room_s - left_s;
    return out;
  }
  out.work_s = room_s;
  running->unsaved_s += room_s;
  if (config.checkpoint_ticks == 0) {
    running->unsaved_s = 0;
  } else if (++running->since >= config.checkpoint_ticks) {
    out.work_s = std::max(0.0, room_s - config.checkpoint_s);
    running->unsaved_s = 0;
    running->since = 0;
  }
  return out;
}

// Work that a preemption takes away.
inline double LostWork(const RunConfig& config, double unsaved_s) {
  const bool in_time = config.notice_s > 0 && config.notice_s >= config.checkpoint_s;
  return in_time ? std::min(unsaved_s, config.checkpoint_s) : unsaved_s;
}

// What leaving an instance on one's own account takes: a checkpoint of what is not safe.
inline double WriteTime(const RunConfig& config, double unsaved_s) {
  return unsaved_s > 0 ? config.checkpoint_s : 0;
}

inline double EgressUsd(const RunConfig& config, uint32_t from, uint32_t to) {
  if (from == to) return 0;
  return config.area[from] == config.area[to] ? config.egress_same_area_usd : config.egress_other_area_usd;
}

// Time of undisturbed running that so much work takes, checkpoints included.
inline double RunTime(const RunConfig& config, double work_s) {
  if (config.checkpoint_ticks == 0) return work_s;
  const double cycle_s = config.checkpoint_ticks * config.gap_s;
  return work_s * cycle_s / (cycle_s - config.checkpoint_s);
}

}  // namespace gauntlet::spot_simulator
