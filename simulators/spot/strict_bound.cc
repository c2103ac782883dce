// The clairvoyant under strict rules. It needs no probes and makes no launch that fails. A state is what runs
// where, and how far the instance is on its way (strict_rules.h); idle, where the checkpoint lies.
#include <limits>

#include "simulators/spot/bound.h"
#include "simulators/spot/courses.h"
#include "simulators/spot/strict_prospects.h"
#include "simulators/spot/strict_rules.h"
#include "simulators/spot/ways.h"

namespace gauntlet::spot_simulator {
namespace {

class Clairvoyant {
 public:
  Clairvoyant(const Places& places, const Courses& courses, const StrictProspects& prospects,
              double known_usd)
      : config_(places.config()),
        courses_(courses),
        places_(places),
        prospects_(prospects),
        best_usd_(known_usd) {
    idle_.resize(config_.region_count);
    next_idle_.resize(config_.region_count);
    left_.resize(2 * places_.count());
    for (auto* states : {&running_, &next_}) states->resize(places_.count() * courses_.count());
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
  Ways& At(size_t place, size_t course) { return running_[place * courses_.count() + course]; }
  Ways& Next(size_t place, size_t course) { return next_[place * courses_.count() + course]; }

  void Preempt() {
    for (uint32_t r = 0; r < config_.region_count; ++r) {
      const size_t place = places_.Of(GAUNTLET_SPOT_SPOT, r);
      if (places_.CanRun(tick_, place)) continue;
      for (size_t course = 0; course < courses_.count(); ++course) {
        const double lost_s = LostWork(config_, courses_.state(course).unsaved_s);
        for (const Way& way : At(place, course)) idle_[r].Add({way.done_s - lost_s, way.cost_usd});
        At(place, course).Clear();
      }
    }
  }

  // Who could leave what runs, or has nothing running: [whether a checkpoint is being written][place].
  void Leave() {
    const auto none = [](const Way&) { return false; };
    for (uint32_t r = 0; r < config_.region_count; ++r) {
      idle_[r].Settle(none);
      for (const Way& way : idle_[r]) left_[places_.Of(GAUNTLET_SPOT_NONE, r)].Add(way);
      std::swap(next_idle_[r], idle_[r]);
      idle_[r].Clear();
    }
    for (size_t place = 0; place < 2 * config_.region_count; ++place) {
      for (size_t course = 0; course < courses_.count(); ++course) {
        const double write_s = WriteTime(config_, courses_.state(course).unsaved_s);
        for (const Way& way : At(place, course)) {
          const Way out{way.done_s, way.cost_usd + write_s * places_.UsdPerSecond(tick_, place)};
          left_[(write_s > 0 ? places_.count() : 0) + place].Add(out);
          next_idle_[places_.Region(place)].Add(out);
        }
      }
    }
    for (Ways& ways : left_) ways.Settle(none);
  }

  void Start() {
    for (const bool writes : {false, true}) {
      for (size_t from = 0; from < places_.count(); ++from) {
        for (size_t to = 0; to < 2 * config_.region_count; ++to) {
          if (from == to || !places_.CanRun(tick_, to)) continue;
          const double usd = EgressUsd(config_, places_.Region(from), places_.Region(to));
          Ways& starts = At(to, courses_.start(writes));
          for (const Way& way : left_[(writes ? places_.count() : 0) + from])
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
      const double usd = places_.UsdPerSecond(tick_, place);
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

  // Keeps what is not beaten, can still be in time, and can still be cheaper than the best known.
  void Settle() {
    for (size_t place = 0; place < 2 * config_.region_count; ++place)
      for (size_t course = 0; course < courses_.count(); ++course)
        Settle(Next(place, course), prospects_.OfRunning(tick_ + 1, place, course));
    std::swap(running_, next_);
    for (uint32_t r = 0; r < config_.region_count; ++r)
      Settle(next_idle_[r], prospects_.OfIdle(tick_ + 1, r));
    std::swap(idle_, next_idle_);
  }
  void Settle(Ways& ways, const StrictProspects::Row& row) {
    ways.Settle([&](const Way& way) {
      const double left_s = config_.work_s - way.done_s;
      return left_s > (config_.tick_records - tick_ - 1) * config_.gap_s ||
             (way.done_s > 0 && way.cost_usd + prospects_.Usd(row, left_s) >= best_usd_);
    });
  }

  struct Launch {
    Ways* to;
    Way way;
  };

  const RunConfig& config_;
  const Courses& courses_;
  const Places& places_;
  const StrictProspects& prospects_;
  double best_usd_;
  uint32_t tick_ = 0;
  std::vector<Ways> idle_, next_idle_;  // [region]
  std::vector<Ways> running_, next_;    // [place][course], without the idle places
  std::vector<Ways> left_;              // [writes][place]
  std::vector<Launch> started_;
};

}  // namespace

// With a good guess of the answer little has to be followed: from what the rest costs at least, guesses rise until one
// is not below the answer.
double StrictBoundUsd(const Workload& workload, uint32_t job, double known_usd) {
  const Places places(workload, job);
  const Courses courses(workload.config());
  const StrictProspects prospects(places, courses);
  const double least_usd = prospects.Usd(prospects.OfIdle(0, 0), workload.config().work_s);
  for (double share = 0.0002;; share *= 2) {
    const double guess_usd = std::min(known_usd, least_usd * (1 + share));
    const double found_usd = Clairvoyant(places, courses, prospects, guess_usd).Solve();
    if (found_usd < guess_usd || guess_usd == known_usd) return found_usd;
  }
}

}  // namespace gauntlet::spot_simulator
