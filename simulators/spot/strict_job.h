// A job that pays for what it does: README.md says how it differs from the published protocol, rule by rule.
#pragma once

#include "simulators/spot/job.h"
#include "simulators/spot/strict_rules.h"

namespace gauntlet::spot_simulator {

class StrictJob : public JobBase {
 public:
  explicit StrictJob(const RunConfig& config) : JobBase(config) {}

  void Begin() {
    Reset();
    out_ = {};
    running_ = {};
    moved_ = false;
  }

  template <class Answers>
  Progress Step(const Offer* now, Answers& answers) {
    const uint32_t last = cluster_;
    const bool preempted = cluster_ == GAUNTLET_SPOT_SPOT && !Offers(now[tick_.region]);
    if (preempted) Preempt();
    Show(now, last, preempted);
    uint32_t mask = 0;
    if (!answers.Probe(tick_, &mask) || !IsMask(mask)) [[unlikely]]
      return Progress::kBadProbe;
    if (mask != 0) Probe(mask, now);
    const Code code = answers.Decide(tick_);
    if ((code & 3) == 3 || (code >> 2) >= config_.region_count) [[unlikely]]
      return Progress::kBadDecision;
    CarryOut(code & 3, code >> 2, now);
    ++ticks_;
    return RunOn(now) ? Progress::kDone : Progress::kGoesOn;
  }

  // After the last tick, or when it is done. What is left of a job that missed its deadline is done on demand,
  // where it is cheapest.
  Outcome End() {
    out_.missed = tick_.done_s < config_.work_s;
    if (out_.missed) {
      double cheapest = config_.on_demand_usd_per_hour[0];
      for (uint32_t r = 1; r < config_.region_count; ++r)
        cheapest = std::min(cheapest, config_.on_demand_usd_per_hour[r]);
      const double hours = (RunTime(config_, config_.work_s - tick_.done_s + running_.unsaved_s) +
                            config_.restart_overhead_s) /
                           3600;
      out_.on_demand_hours += hours;
      out_.cost_usd += hours * cheapest * config_.nodes;
    }
    out_.launches = tick_.launches;
    out_.preemptions = tick_.preemptions;
    return out_;
  }

 private:
  bool IsMask(uint32_t mask) const {
    return config_.region_count == kMaxRegions || mask >> config_.region_count == 0;
  }

  void Preempt() {
    const double lost_s = LostWork(config_, running_.unsaved_s);
    tick_.done_s -= lost_s;
    out_.lost_hours += lost_s / 3600;
    running_ = {};
    cluster_ = GAUNTLET_SPOT_NONE;
    ++tick_.preemptions;
    ++regions_[tick_.region].preemptions;
  }

  // A policy knows the region where it runs on spot, or has just been preempted; others after a probe.
  void Show(const Offer* now, uint32_t last, bool preempted) {
    tick_.now_s = ticks_ * config_.gap_s;
    tick_.done_s = tick_.done_s;
    tick_.left_s = config_.work_s - tick_.done_s;
    tick_.unsaved_s = running_.unsaved_s;
    tick_.run_left_s = RunTime(config_, tick_.left_s);
    tick_.risk_s = config_.checkpoint_ticks == 0
                       ? 0
                       : LostWork(config_, running_.unsaved_s + config_.gap_s) + config_.checkpoint_s;
    tick_.overhead_left_s = running_.delay_s + running_.overhead_s;
    const bool same = cluster_ == tick_.cluster && cluster_ == last && !moved_;
    tick_.cluster_ticks = same ? tick_.cluster_ticks + 1 : 1;
    moved_ = false;
    tick_.cluster = cluster_;
    tick_.previous = last;
    const bool on_spot = cluster_ == GAUNTLET_SPOT_SPOT;
    tick_.notice_s = on_spot ? now[tick_.region].notice_ticks * config_.gap_s : 0;
    for (uint32_t r = 0; r < config_.region_count; ++r) {
      regions_[r].spot_usd_per_hour = now[r].spot_usd_per_hour * config_.nodes;
      const bool seen = config_.probe_s == 0 || (r == tick_.region && (on_spot || preempted));
      if (seen) {
        See(regions_[r], now[r]);
      } else {
        Unsee(regions_[r]);
      }
    }
  }

  void Probe(uint32_t mask, const Offer* now) {
    for (uint32_t r = 0; r < config_.region_count; ++r) {
      if ((mask >> r & 1) == 0 || regions_[r].known != 0) continue;
      See(regions_[r], now[r]);
      ++out_.probes;
      if (!Offers(now[r])) continue;
      const double usd = regions_[r].spot_usd_per_hour * config_.probe_s / 3600;
      out_.probe_usd += usd;
      out_.cost_usd += usd;
    }
  }

  // What runs goes on where a launch fails.
  void CarryOut(uint32_t cluster, uint32_t region, const Offer* now) {
    const uint32_t from = tick_.region;
    if (cluster == cluster_ && (cluster == GAUNTLET_SPOT_NONE || region == from)) return;
    if (cluster == GAUNTLET_SPOT_SPOT && !Offers(now[region])) {
      ++tick_.failed_launches;
      if (regions_[region].known == 0) See(regions_[region], now[region]);
      return;
    }
    const double write_s = Leave(now);
    cluster_ = cluster;
    if (cluster == GAUNTLET_SPOT_NONE) return;
    running_ = Started(config_, write_s);
    ++tick_.launches;
    regions_[region].launches += cluster == GAUNTLET_SPOT_SPOT;
    const double usd = tick_.done_s > 0 ? EgressUsd(config_, from, region) : 0;
    out_.egress_usd += usd;
    out_.cost_usd += usd;
    moved_ = region != from;
    tick_.region = region;
  }

  // Stops what runs; returns the time that its last checkpoint takes, for which it is billed.
  double Leave(const Offer* now) {
    if (cluster_ == GAUNTLET_SPOT_NONE) return 0;
    const double write_s = WriteTime(config_, running_.unsaved_s);
    Bill(write_s, now);
    running_ = {};
    return write_s;
  }

  void Bill(double seconds, const Offer* now) {
    const bool spot = cluster_ == GAUNTLET_SPOT_SPOT;
    const double usd_per_hour =
        spot ? now[tick_.region].spot_usd_per_hour : config_.on_demand_usd_per_hour[tick_.region];
    out_.cost_usd += usd_per_hour * config_.nodes * seconds / 3600;
    (spot ? out_.spot_hours : out_.on_demand_hours) += seconds / 3600;
  }

  // True: the job is done.
  bool RunOn(const Offer* now) {
    if (cluster_ == GAUNTLET_SPOT_NONE) return false;
    const double left_s = config_.work_s - tick_.done_s;
    const TickRun run = RunTick(config_, left_s, &running_);
    Bill(run.billed_s, now);
    const bool done = run.work_s == left_s;
    tick_.done_s = done ? config_.work_s : tick_.done_s + run.work_s;
    return done;
  }

  Outcome out_;
  Running running_;
  bool moved_ = false;
};

}  // namespace gauntlet::spot_simulator
