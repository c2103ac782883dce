// All that an instance can be between its start and its end under strict rules (strict_rules.h), numbered.
#pragma once

#include <limits>
#include <vector>

#include "simulators/spot/strict_rules.h"

namespace gauntlet::spot_simulator {

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

}  // namespace gauntlet::spot_simulator
