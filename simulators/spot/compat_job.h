// A job under the published "can't be late" protocol, as its simulator computes it, holes and all (README.md).
// Source: the ADRS problems cant_be_late and cant_be_late_multi; "Can't Be Late", NSDI '24.
#pragma once

#include <cmath>

#include "simulators/spot/job.h"

namespace gauntlet::spot_simulator {

class CompatJob : public JobBase {
 public:
  explicit CompatJob(const RunConfig& config) : JobBase(config) {}

  void Begin() {
    Reset();
    spot_ticks_ = on_demand_ticks_ = 0;
    SetDone(0);
  }

  template <class Answers>
  Progress Step(const Offer* now, Answers& answers) {
    if (ticks_ == 0) Remember(now);
    const uint32_t last = cluster_;
    Realise();
    if (IsDone()) return Progress::kDone;
    if (cluster_ == GAUNTLET_SPOT_SPOT && !Offers(now[tick_.region])) {
      cluster_ = GAUNTLET_SPOT_NONE;
      ++tick_.preemptions;
      ++regions_[tick_.region].preemptions;
    }
    Show(now, last);
    const Code code = answers.Decide(tick_);
    if ((code & 3) == 3 || (code >> 2) >= config_.region_count) [[unlikely]]
      return Progress::kBadDecision;
    CarryOut(code & 3, code >> 2, last, now);
    ++ticks_;
    return Progress::kGoesOn;
  }

  // After the last tick, or when it is done.
  Outcome End() {
    if (!IsDone()) Realise();
    Outcome out;
    out.missed = !IsDone();
    if (out.missed) {
      const double left_s = tick_.left_s + config_.restart_overhead_s;
      on_demand_ticks_ += static_cast<uint64_t>(std::ceil(left_s / config_.gap_s));
    }
    const double hours = config_.gap_s / 3600;
    // The whole history at the first price of the region where it ended.
    const double spot_usd = first_price_[tick_.region],
                 on_demand_usd = config_.on_demand_usd_per_hour[tick_.region];
    out.spot_hours = static_cast<double>(spot_ticks_) * hours;
    out.on_demand_hours = static_cast<double>(on_demand_ticks_) * hours;
    out.cost_usd = config_.nodes * (out.spot_hours * spot_usd + out.on_demand_hours * on_demand_usd);
    out.launches = tick_.launches;
    out.preemptions = tick_.preemptions;
    return out;
  }

 private:
  static constexpr double kSmall = 1e-3;  // seconds that the protocol takes for nothing

  bool IsDone() const { return tick_.left_s <= 1e-8; }

  void SetDone(double done_s) {
    tick_.done_s = done_s;
    tick_.run_left_s = tick_.left_s = config_.work_s - done_s;
  }

  void Remember(const Offer* now) {
    for (uint32_t r = 0; r < config_.region_count; ++r) first_price_[r] = now[r].spot_usd_per_hour;
  }

  // The tick before counts: whole, even if the job ended inside it.
  void Realise() {
    if (cluster_ == GAUNTLET_SPOT_NONE) return;
    ++(cluster_ == GAUNTLET_SPOT_SPOT ? spot_ticks_ : on_demand_ticks_);
    double work_s = config_.gap_s - tick_.overhead_left_s;
    if (work_s < 0) work_s = 0;
    tick_.overhead_left_s -= config_.gap_s - work_s;
    if (tick_.overhead_left_s < kSmall) tick_.overhead_left_s = 0;
    SetDone(tick_.done_s + (work_s < tick_.left_s ? work_s : tick_.left_s));
  }

  void Show(const Offer* now, uint32_t last) {
    tick_.now_s = ticks_ * config_.gap_s;
    tick_.cluster_ticks = cluster_ == tick_.cluster && cluster_ == last ? tick_.cluster_ticks + 1 : 1;
    tick_.cluster = cluster_;
    tick_.previous = last;
    for (uint32_t r = 0; r < config_.region_count; ++r) {
      regions_[r].spot_usd_per_hour = now[r].spot_usd_per_hour * config_.nodes;
      See(regions_[r], now[r]);
    }
  }

  // The protocol forces on-demand when only that is sure to be in time.
  bool IsForced() const {
    const double left_s = tick_.left_s, time_s = config_.deadline_s - tick_.now_s;
    const double needed_s = left_s + config_.restart_overhead_s, gap_s = config_.gap_s;
    if (needed_s + 2 * gap_s < time_s) return false;  // whatever the rounding
    return left_s > kSmall && std::ceil(needed_s / gap_s) * gap_s >= std::floor(time_s / gap_s) * gap_s;
  }

  void CarryOut(uint32_t cluster, uint32_t region, uint32_t last, const Offer* now) {
    if (region != tick_.region) tick_.cluster_ticks = 0;
    tick_.region = region;  // free
    if (IsForced()) {
      const bool runs = last == GAUNTLET_SPOT_SPOT && tick_.overhead_left_s < kSmall;
      cluster = runs ? GAUNTLET_SPOT_SPOT : GAUNTLET_SPOT_ON_DEMAND;
    }
    if (cluster == GAUNTLET_SPOT_SPOT && !Offers(now[region])) {
      cluster = GAUNTLET_SPOT_NONE;
      ++tick_.failed_launches;
    }
    if (cluster != cluster_ && cluster != GAUNTLET_SPOT_NONE) {
      tick_.overhead_left_s = config_.restart_overhead_s;
      ++tick_.launches;
      regions_[region].launches += cluster == GAUNTLET_SPOT_SPOT;
    }
    cluster_ = cluster;
  }

  uint64_t spot_ticks_ = 0, on_demand_ticks_ = 0;
  double first_price_[kMaxRegions] = {};
};

}  // namespace gauntlet::spot_simulator
