// The clairvoyant under strict rules. It needs no probes and makes no launch that fails. A state is what runs
// where, and how far the instance is on its way (strict_rules.h); idle, where the checkpoint lies.
#include <limits>

#include "simulators/spot/bound.h"
#include "simulators/spot/strict_rules.h"
#include "simulators/spot/ways.h"

namespace gauntlet::spot_simulator {
namespace {

// All that an instance can be between its start and its end, numbered.
class Courses {
 public:
  explicit Courses(const RunConfig& config) {
    const double never_s = std::numeric_limits<double>::infinity();
    for (const double write_s : {0.0, config.checkpoint_s}) {
      starts_.push_back(Find(Started(config, write_s)));
      for (size_t at = starts_.back(); next_[at] == kUnknown;) {
        Running running = states_[at];
        runs_[at] = RunTick(config, never_s, &running);
        const size_t next = Find(running);
        next_[at] = next;
        at = next;
      }
    }
  }

  size_t count() const { return states_.size(); }
  const Running& state(size_t at) const { return states_[at]; }
  const TickRun& run(size_t at) const { return runs_[at]; }  // of a tick in which the job does not end
  size_t next(size_t at) const { return next_[at]; }
  size_t start(bool writes) const { return starts_[writes]; }

 private:
  static constexpr size_t kUnknown = static_cast<size_t>(-1);

  size_t Find(const Running& state) {
    const auto found = std::find(states_.begin(), states_.end(), state);
    if (found != states_.end()) return static_cast<size_t>(found - states_.begin());
    states_.push_back(state);
    runs_.push_back({});
    next_.push_back(kUnknown);
    return states_.size() - 1;
  }

  std::vector<Running> states_;
  std::vector<TickRun> runs_;
  std::vector<size_t> next_, starts_;
};

class Clairvoyant {
 public:
  Clairvoyant(const Workload& workload, uint32_t job, double known_usd)
      : workload_(workload), config_(workload.config()), job_(job), courses_(config_), best_usd_(known_usd) {
    idle_.resize(config_.region_count);
    next_idle_.resize(config_.region_count);
    left_.resize(2 * Places());
    for (auto* states : {&running_, &next_}) states->resize(Places() * courses_.count());
    cheapest_usd_per_s_.resize(config_.tick_records + 1, std::numeric_limits<double>::infinity());
    for (uint32_t tick = config_.tick_records; tick-- > 0;) {
      cheapest_usd_per_s_[tick] = cheapest_usd_per_s_[tick + 1];
      for (size_t place = 0; place < 2 * config_.region_count; ++place)
        if (CanRun(tick, place))
          cheapest_usd_per_s_[tick] = std::min(cheapest_usd_per_s_[tick], UsdPerSecond(tick, place));
    }
  }

  double Solve() {
    idle_[0].Add({0, 0});
    for (tick_ = 0; tick_ < config_.tick_records; ++tick_) {
      Preempt();
      Leave();
      Start();
      RunOn();
      Settle();
    }
    return best_usd_;
  }

 private:
  // Where something can run or lie: spot in a region, on-demand in one, nothing in one.
  size_t Places() const { return size_t{3} * config_.region_count; }
  size_t Place(uint32_t cluster, uint32_t region) const {
    return (cluster == GAUNTLET_SPOT_SPOT        ? 0
            : cluster == GAUNTLET_SPOT_ON_DEMAND ? 1
                                                 : 2) *
               config_.region_count +
           region;
  }
  bool IsSpot(size_t place) const { return place < config_.region_count; }
  uint32_t Region(size_t place) const { return static_cast<uint32_t>(place % config_.region_count); }
  Ways& At(size_t place, size_t course) { return running_[place * courses_.count() + course]; }
  Ways& Next(size_t place, size_t course) { return next_[place * courses_.count() + course]; }

  bool CanRun(uint32_t tick, size_t place) const {
    return !IsSpot(place) || workload_.offers(job_, tick)[Region(place)].offered >= config_.nodes;
  }
  double UsdPerSecond(uint32_t tick, size_t place) const {
    const double usd = IsSpot(place) ? workload_.offers(job_, tick)[Region(place)].spot_usd_per_hour
                                     : config_.on_demand_usd_per_hour[Region(place)];
    return usd * config_.nodes / 3600;
  }

  void Preempt() {
    for (uint32_t r = 0; r < config_.region_count; ++r) {
      const size_t place = Place(GAUNTLET_SPOT_SPOT, r);
      if (CanRun(tick_, place)) continue;
      for (size_t course = 0; course < courses_.count(); ++course) {
        const double lost_s = LostWork(config_, courses_.state(course).unsaved_s);
        for (const Way& way : At(place, course)) idle_[r].Add({way.done_s - lost_s, way.cost_usd});
        At(place, course).Clear();
      }
    }
  }

  // Who could leave what runs, or has nothing running: [whether a checkpoint is being written][place].
  void Leave() {
    const auto hopeless = [this](const Way& way) { return IsHopeless(way, tick_); };
    for (uint32_t r = 0; r < config_.region_count; ++r) {
      idle_[r].Settle(hopeless);
      for (const Way& way : idle_[r]) left_[Place(GAUNTLET_SPOT_NONE, r)].Add(way);
      std::swap(next_idle_[r], idle_[r]);
      idle_[r].Clear();
    }
    for (size_t place = 0; place < 2 * config_.region_count; ++place) {
      for (size_t course = 0; course < courses_.count(); ++course) {
        const double write_s = WriteTime(config_, courses_.state(course).unsaved_s);
        for (const Way& way : At(place, course)) {
          const Way out{way.done_s, way.cost_usd + write_s * UsdPerSecond(tick_, place)};
          left_[(write_s > 0 ? Places() : 0) + place].Add(out);
          next_idle_[Region(place)].Add(out);
        }
      }
    }
    for (Ways& ways : left_) ways.Settle(hopeless);
  }

  void Start() {
    for (const bool writes : {false, true}) {
      for (size_t from = 0; from < Places(); ++from) {
        for (size_t to = 0; to < 2 * config_.region_count; ++to) {
          if (from == to || !CanRun(tick_, to)) continue;
          const double usd = EgressUsd(config_, Region(from), Region(to));
          Ways& starts = At(to, courses_.start(writes));
          for (const Way& way : left_[(writes ? Places() : 0) + from])
            started_.push_back({&starts, {way.done_s, way.cost_usd + (way.done_s > 0 ? usd : 0)}});
        }
      }
    }
    for (const auto& [starts, way] : started_) starts->Add(way);
    started_.clear();
    for (Ways& ways : left_) ways.Clear();
  }

  void RunOn() {
    for (size_t place = 0; place < 2 * config_.region_count; ++place) {
      const double usd = UsdPerSecond(tick_, place);
      for (size_t course = 0; course < courses_.count(); ++course) {
        for (const Way& way : At(place, course)) {
          const double left_s = config_.work_s - way.done_s;
          Running running = courses_.state(course);
          const TickRun run = RunTick(config_, left_s, &running);
          const double cost_usd = way.cost_usd + usd * run.billed_s;
          if (run.work_s == left_s) {
            best_usd_ = std::min(best_usd_, cost_usd);
          } else {
            Next(place, courses_.next(course)).Add({way.done_s + run.work_s, cost_usd});
          }
        }
        At(place, course).Clear();
      }
    }
  }

  void Settle() {
    const auto hopeless = [this](const Way& way) { return IsHopeless(way, tick_ + 1); };
    for (Ways& ways : next_) ways.Settle(hopeless);
    std::swap(running_, next_);
    for (Ways& ways : next_idle_) ways.Settle(hopeless);
    std::swap(idle_, next_idle_);
  }

  // Cannot be in time from `tick` on, or not cheaper than the best known.
  bool IsHopeless(const Way& way, uint32_t tick) const {
    const double left_s = config_.work_s - way.done_s;
    return left_s > (config_.tick_records - tick) * config_.gap_s ||
           way.cost_usd + left_s * cheapest_usd_per_s_[tick] >= best_usd_;
  }

  struct Launch {
    Ways* to;
    Way way;
  };

  const Workload& workload_;
  const RunConfig& config_;
  const uint32_t job_;
  const Courses courses_;
  double best_usd_;
  uint32_t tick_ = 0;
  std::vector<double> cheapest_usd_per_s_;  // [tick]: from there on
  std::vector<Ways> idle_, next_idle_;      // [region]
  std::vector<Ways> running_, next_;        // [place][course], without the idle places
  std::vector<Ways> left_;                  // [writes][place]
  std::vector<Launch> started_;
};

}  // namespace

double StrictBoundUsd(const Workload& workload, uint32_t job, double known_usd) {
  return Clairvoyant(workload, job, known_usd).Solve();
}

}  // namespace gauntlet::spot_simulator
