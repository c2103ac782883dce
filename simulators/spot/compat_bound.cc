// The clairvoyant under the published protocol. Changing the region is free there, so of regions only one thing counts:
// whether some region offers in this tick and the one before (the instance survives).
//
// With several regions all spot ticks are billed at the first price of the region in which the job happens to end,
// so that it can pay to dawdle until it may end elsewhere. The bound does not go into that: it bills them at the
// lowest first price of all, and is exact for one region only.
#include <cmath>
#include <optional>

#include "simulators/spot/bound.h"
#include "simulators/spot/cost_to_go.h"
#include "simulators/spot/ways.h"

namespace gauntlet::spot_simulator {
namespace {

class Clairvoyant {
 public:
  Clairvoyant(const Workload& workload, uint32_t job, double known_usd)
      : workload_(workload), config_(workload.config()), job_(job), best_usd_(known_usd) {
    for (double left_s = config_.restart_overhead_s; left_s >= 1e-3;
         left_s -= std::min(left_s, config_.gap_s))
      overheads_s_.push_back(left_s);
    overheads_s_.push_back(0);
    for (auto* states : {&spot_, &on_demand_, &next_spot_, &next_on_demand_})
      states->resize(overheads_s_.size());
    const double hours = config_.gap_s / 3600;
    double spot_usd = workload.offers(job, 0)[0].spot_usd_per_hour,
           on_demand_usd = config_.on_demand_usd_per_hour[0];
    for (uint32_t r = 1; r < config_.region_count; ++r) {
      spot_usd = std::min(spot_usd, workload.offers(job, 0)[r].spot_usd_per_hour);
      on_demand_usd = std::min(on_demand_usd, config_.on_demand_usd_per_hour[r]);
    }
    spot_usd_ = hours * config_.nodes * spot_usd;
    on_demand_usd_ = hours * config_.nodes * on_demand_usd;
    std::vector<double> cheapest(config_.tick_records);
    for (uint32_t tick = 0; tick < config_.tick_records; ++tick)
      cheapest[tick] = OfferedAnywhere(tick) ? std::min(spot_usd_, on_demand_usd_) : on_demand_usd_;
    cost_to_go_.emplace(cheapest, config_.gap_s);
  }

  double Solve() {
    idle_.Add({0, 0});
    for (uint32_t tick = 0; tick < config_.tick_records; ++tick) Step(tick);
    return best_usd_;
  }

 private:
  bool Offered(uint32_t tick, uint32_t region) const {
    return tick < config_.tick_records && workload_.offers(job_, tick)[region].offered >= config_.nodes;
  }
  bool OfferedAnywhere(uint32_t tick) const {
    for (uint32_t r = 0; r < config_.region_count; ++r)
      if (Offered(tick, r)) return true;
    return false;
  }
  bool Survives(uint32_t tick) const {
    for (uint32_t r = 0; r < config_.region_count; ++r)
      if (Offered(tick - 1, r) && Offered(tick, r)) return true;
    return false;
  }

  bool IsForced(double left_s, double time_s) const {
    const double gap_s = config_.gap_s;
    return std::ceil((left_s + config_.restart_overhead_s) / gap_s) * gap_s >=
           std::floor(time_s / gap_s) * gap_s;
  }

  void Step(uint32_t tick) {
    offered_ = OfferedAnywhere(tick);
    time_s_ = config_.deadline_s - tick * config_.gap_s;
    const bool survives = tick > 0 && Survives(tick);
    for (const Way& way : idle_) Choose(way, GAUNTLET_SPOT_NONE, GAUNTLET_SPOT_NONE, 0);
    for (size_t age = 0; age < overheads_s_.size(); ++age) {
      for (const Way& way : spot_[age])
        Choose(way, GAUNTLET_SPOT_SPOT, survives ? GAUNTLET_SPOT_SPOT : GAUNTLET_SPOT_NONE, age);
      for (const Way& way : on_demand_[age])
        Choose(way, GAUNTLET_SPOT_ON_DEMAND, GAUNTLET_SPOT_ON_DEMAND, age);
    }
    Settle(tick);
  }

  // All that a policy may answer in this state, and what the protocol makes of it.
  void Choose(const Way& way, uint32_t last, uint32_t now, size_t age) {
    if (IsForced(config_.work_s - way.done_s, time_s_)) {
      const bool runs = last == GAUNTLET_SPOT_SPOT && overheads_s_[age] < 1e-3;
      const uint32_t forced = !runs      ? GAUNTLET_SPOT_ON_DEMAND
                              : offered_ ? GAUNTLET_SPOT_SPOT
                                         : GAUNTLET_SPOT_NONE;
      Run(way, now, forced, age);
      return;
    }
    Run(way, now, GAUNTLET_SPOT_NONE, age);
    Run(way, now, GAUNTLET_SPOT_ON_DEMAND, age);
    if (offered_) Run(way, now, GAUNTLET_SPOT_SPOT, age);
  }

  // One tick on `cluster`; the state after it has been accounted for.
  void Run(const Way& way, uint32_t from, uint32_t cluster, size_t age) {
    if (cluster == GAUNTLET_SPOT_NONE) {
      next_idle_.Add(way);
      return;
    }
    const bool spot = cluster == GAUNTLET_SPOT_SPOT;
    const size_t before = from == cluster ? age : 0;
    const double work_s = std::max(config_.gap_s - overheads_s_[before], 0.0);
    const Way after{way.done_s + work_s, way.cost_usd + (spot ? spot_usd_ : on_demand_usd_)};
    if (config_.work_s - after.done_s <= 1e-8) {
      best_usd_ = std::min(best_usd_, after.cost_usd);
      return;
    }
    const size_t next = std::min(before + 1, overheads_s_.size() - 1);
    (spot ? next_spot_ : next_on_demand_)[next].Add(after);
  }

  // Keeps what is not beaten, can still be in time, and can still be cheaper than the best known.
  void Settle(uint32_t tick) {
    const auto settle = [&](Ways& next, Ways& now) {
      next.Settle([&](const Way& way) {
        const double left_s = config_.work_s - way.done_s;
        return !cost_to_go_->Fits(tick + 1, left_s) ||
               way.cost_usd + cost_to_go_->Usd(tick + 1, left_s) >= best_usd_;
      });
      std::swap(next, now);
      next.Clear();
    };
    settle(next_idle_, idle_);
    for (size_t age = 0; age < overheads_s_.size(); ++age) {
      settle(next_spot_[age], spot_[age]);
      settle(next_on_demand_[age], on_demand_[age]);
    }
  }

  const Workload& workload_;
  const RunConfig& config_;
  const uint32_t job_;
  double best_usd_;
  std::optional<CostToGo> cost_to_go_;
  double spot_usd_, on_demand_usd_;  // of one tick
  std::vector<double> overheads_s_;  // [age]: left at the beginning of a tick, so many ticks after the start
  Ways idle_, next_idle_;
  std::vector<Ways> spot_, on_demand_, next_spot_, next_on_demand_;  // [age]
  bool offered_ = false;
  double time_s_ = 0;
};

}  // namespace

double CompatBoundUsd(const Workload& workload, uint32_t job, double known_usd) {
  return Clairvoyant(workload, job, known_usd).Solve();
}

}  // namespace gauntlet::spot_simulator
