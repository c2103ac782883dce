// One job on its way: what both kinds of job have in common, and what the policy is shown of it.
#pragma once

#include <gauntlet/spot.h>
#include <gauntlet/spot_trace.h>

#include <cstdint>

#include "simulators/spot/run_config.h"

namespace gauntlet::spot_simulator {

using Offer = gauntlet_spot_record_region;  // of one region in one tick

// What a finished job amounts to. Hours are of the whole job, however many instances it takes.
struct Outcome {
  double cost_usd = 0;
  double spot_hours = 0;
  double on_demand_hours = 0;
  double lost_hours = 0;  // of work, to preemptions
  double probe_usd = 0;   // part of cost_usd, as is the next
  double egress_usd = 0;
  uint32_t launches = 0;
  uint32_t preemptions = 0;
  uint32_t probes = 0;
  bool missed = false;  // the deadline
};

enum class Progress { kGoesOn, kDone, kBadDecision, kBadProbe };

class JobBase {
 public:
  explicit JobBase(const RunConfig& config) : config_(config) {
    tick_.deadline_s = config.deadline_s;
    tick_.gap_s = config.gap_s;
    tick_.work_s = config.work_s;
    tick_.restart_overhead_s = config.launch_delay_s + config.restart_overhead_s;
    tick_.region_count = config.region_count;
    tick_.regions = regions_;
  }
  JobBase(const JobBase&) = delete;
  JobBase& operator=(const JobBase&) = delete;

  const gauntlet_spot_tick& tick() const { return tick_; }

 protected:
  // Before the first tick.
  void Reset() {
    ticks_ = 0;
    cluster_ = GAUNTLET_SPOT_NONE;
    tick_.now_s = tick_.done_s = tick_.overhead_left_s = 0;
    tick_.region = tick_.cluster_ticks = tick_.launches = tick_.preemptions = tick_.failed_launches = 0;
    tick_.cluster = tick_.previous = GAUNTLET_SPOT_NONE;
    for (uint32_t r = 0; r < config_.region_count; ++r) {
      regions_[r] = {};
      regions_[r].on_demand_usd_per_hour = config_.on_demand_usd_per_hour[r] * config_.nodes;
      regions_[r].area = config_.area[r];
    }
  }

  bool Offers(const Offer& offer) const { return offer.offered >= config_.nodes; }

  // What the policy learns of a region in this tick; once a tick and region.
  void See(gauntlet_spot_region& region, const Offer& offer) const {
    const uint32_t available = Offers(offer);
    const bool same = region.last_available == available;
    region.streak_ticks = same ? region.streak_ticks + 1 : 1;
    region.changes += !same && region.seen_ticks > 0;
    region.known = 1;
    region.available = region.last_available = available;
    region.offered = offer.offered;
    ++region.seen_ticks;
    region.up_ticks += available;
    region.unseen_ticks = 0;
  }
  static void Unsee(gauntlet_spot_region& region) {
    region.known = region.available = region.offered = 0;
    ++region.unseen_ticks;
  }

  const RunConfig& config_;
  gauntlet_spot_region regions_[kMaxRegions] = {};
  gauntlet_spot_tick tick_{};
  uint32_t ticks_ = 0;  // begun
  uint32_t cluster_ = GAUNTLET_SPOT_NONE;
};

}  // namespace gauntlet::spot_simulator
