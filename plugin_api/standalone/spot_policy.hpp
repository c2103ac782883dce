// Where a job runs, tick by tick: the scheduler is made for one job and asked once a tick.
#pragma once

#include <gauntlet/sdk/spot_policy.hpp>
#include <memory>

namespace gauntlet::spot {

template <class C>
class BasicScheduler {
 public:
  // What `job` points at must stay.
  explicit BasicScheduler(const Config& job) : job_(job) {
    detail::lent = {&job_, nullptr};
    if constexpr (__is_constructible(C, const Config&)) {
      policy_.reset(new C(job_));
    } else {
      policy_.reset(new C());
    }
  }
  BasicScheduler(const BasicScheduler&) = delete;
  BasicScheduler& operator=(const BasicScheduler&) = delete;

  // Bit r: region r is worth a probe before Decide. Not to be asked where all states are known.
  uint32_t Probe(const Tick& tick) { return policy_->probe(tick); }
  // Where the job runs until the next tick; a region is always named.
  Decision Decide(const Tick& tick) {
    Decision decision = policy_->decide(tick);
    if (decision.region == kStay) decision.region = tick.region;
    return decision;
  }

 private:
  Config job_;
  ::std::unique_ptr<C> policy_;
};

}  // namespace gauntlet::spot

#define GAUNTLET_SPOT_POLICY(Class) using Made = gauntlet::spot::BasicScheduler<Class>;

// The policy stands here.

using Scheduler = policy::Made;
using gauntlet::spot::Cluster;
using gauntlet::spot::Config;
using gauntlet::spot::Decision;
using gauntlet::spot::Region;
using gauntlet::spot::Tick;
