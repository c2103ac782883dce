// What a run knows of its workload. It crosses into the candidate's process, so it holds nothing of the
// future: no name, no date, no number of jobs.
#pragma once

#include <gauntlet/spot.h>

#include <cstdint>
#include <type_traits>

namespace gauntlet::spot_simulator {

inline constexpr uint32_t kRunConfigVersion = 1;
inline constexpr uint32_t kMaxRegions = GAUNTLET_SPOT_MAX_REGIONS;

// Times in seconds. See README.md for what each does; what adrs_compat does not know of is 0 there.
struct RunConfig {
  uint32_t version = kRunConfigVersion;
  uint32_t record_bytes = 0;
  uint32_t region_count = 1;
  uint32_t history_records = 0;  // of each job
  uint32_t tick_records = 0;     // of each job
  uint32_t nodes = 1;            // instances that the job takes
  uint32_t checkpoint_ticks = 0;
  uint32_t strict = 0;
  double gap_s = 0;
  double work_s = 0;
  double deadline_s = 0;
  double restart_overhead_s = 0;
  double launch_delay_s = 0;
  double checkpoint_s = 0;
  double notice_s = 0;
  double probe_s = 0;
  double egress_same_area_usd = 0;
  double egress_other_area_usd = 0;
  double price_step_s = 0;
  double on_demand_usd_per_hour[kMaxRegions] = {};  // of one instance
  uint32_t area[kMaxRegions] = {};
};
static_assert(std::is_trivially_copyable_v<RunConfig>);

}  // namespace gauntlet::spot_simulator
