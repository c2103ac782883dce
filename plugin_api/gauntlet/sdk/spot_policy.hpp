// What a policy for jobs on spot capacity is written against: derive from gauntlet::spot::Policy, define decide,
// and end the file with GAUNTLET_SPOT_POLICY(YourClass). The class is constructed from a const Config&, or from
// nothing, for every job anew. See ../spot.h for what happens in a tick.
//
//   Decision decide(const Tick& tick);   where the job runs until the next tick: kNone, kSpot or kOnDemand (where it
//                                        is), or {kSpot, region}. Asking for spot where none is offered changes nothing
//   uint32_t probe(const Tick& tick);    bit r: pay to see region r before decide is asked. Never asked where
//                                        all states are known
//
// An exception that leaves a hook ends the run with its what() as the reason.
#pragma once

#include <gauntlet/spot.h>

#include <gauntlet/sdk/math.hpp>
#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/sdk/support.hpp>

namespace gauntlet::spot {

using Config = gauntlet_spot_config;  // work_s, deadline_s, price_history, ...
using Region =
    gauntlet_spot_region;  // spot_usd_per_hour, known, available, up_ticks, seen_ticks, streak_ticks, ...

enum Cluster : uint32_t {
  kNone = GAUNTLET_SPOT_NONE,
  kSpot = GAUNTLET_SPOT_SPOT,
  kOnDemand = GAUNTLET_SPOT_ON_DEMAND,
};

inline constexpr uint32_t kStay = 0xffffffffu;   // the region where the job is
inline constexpr uint32_t kNowhere = 0xffffffu;  // as every region that there is not

struct Decision {
  Cluster cluster;
  uint32_t region = kStay;
  Decision(Cluster what, uint32_t where = kStay) : cluster(what), region(where) {}
};

// The job now: the fields of gauntlet_spot_tick, and what follows from them.
class Tick : public gauntlet_spot_tick {
 public:
  const Region& here() const { return regions[region]; }
  const Region& at(uint32_t r) const { return regions[r]; }  // REQUIRES: r < region_count

  double time_left_s() const { return deadline_s - now_s; }
  // Time that the job can stand still: what is left to the deadline less what the rest takes.
  double slack_s() const { return deadline_s - now_s - run_left_s; }
  // Work done beyond the line from nothing at the start to everything at the deadline; negative: behind it.
  double ahead_s() const { return done_s - now_s * work_s / deadline_s; }
  // The same at a line `lead_s` seconds in the future.
  double ahead_of_s(double lead_s) const { return done_s - (now_s + lead_s) * work_s / deadline_s; }
  // Whether the rest, `overheads` starts and what may get lost, in whole ticks, take all ticks that are left: from
  // then on only on-demand is safe.
  bool is_late(double overheads) const {
    const double needed_s = run_left_s + risk_s + overheads * restart_overhead_s;
    if (needed_s + 2 * gap_s < time_left_s()) return false;  // whatever the rounding
    return sdk::ceil(needed_s / gap_s) >= sdk::floor(time_left_s() / gap_s);
  }
};

namespace detail {
struct Lent {
  const Config* config;
  const gauntlet_host* host;
};
GAUNTLET_SDK_HIDDEN inline Lent lent = {};
}  // namespace detail

class Policy {
 public:
  using Config = spot::Config;
  using Tick = spot::Tick;
  using Region = spot::Region;
  using Decision = spot::Decision;

  Policy() : job_(detail::lent.config), host_(detail::lent.host), rng_(detail::lent.config->seed) {}
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  const Config& job() const { return *job_; }
  // Leaves bounded text for whoever reads the verdict.
  void note(const char* text) const { gauntlet_sdk_note(host_, text); }
  void note(const char* name, double value) const { gauntlet_sdk_note_value(host_, name, value); }
  // Random numbers from the seed of this job.
  sdk::Rng& rng() { return rng_; }

  // Sees nothing. The simulator never calls this one: an absent hook costs nothing.
  uint32_t probe(const Tick&) { return 0; }

 private:
  template <class C>
  friend struct PolicyModule;
  const Config* job_;
  const gauntlet_host* host_;
  sdk::Rng rng_;
};

}  // namespace gauntlet::spot

// Machinery: what follows makes the hook table; no policy names it.
#include <gauntlet/sdk/module.hpp>

namespace gauntlet::spot {

namespace detail {
template <class C>
constexpr bool kDecides = requires(C& policy, const Tick& tick) { Decision(policy.decide(tick)); };
}  // namespace detail

// The hook table and descriptor of the class C. Every thunk is a barrier for exceptions.
template <class C>
struct PolicyModule {
  static_assert(detail::kDecides<C>, "a policy must have a public `Decision decide(const Tick& tick)`");

  static const gauntlet_host* host_of(void* self) { return static_cast<C*>(self)->Policy::host_; }

  static void* create(const Config* config, const gauntlet_host* host) {
    detail::lent = {config, host};
    return sdk::make<C>(config, host);
  }
  static void destroy(void* self) { delete static_cast<C*>(self); }  // destructors do not throw
  static uint32_t probe(void* self, const gauntlet_spot_tick* tick) {
    try {
      return static_cast<C*>(self)->probe(*static_cast<const Tick*>(tick));
    } catch (...) {
      gauntlet_sdk_barrier(host_of(self));
    }
  }
  static uint32_t answer(const Decision& decision, const gauntlet_spot_tick* tick) {
    const uint32_t region = decision.region == kStay ? tick->region : sdk::min(decision.region, kNowhere);
    return GAUNTLET_SPOT_DECISION(sdk::min<uint32_t>(decision.cluster, 0xff), region);
  }
  static uint32_t decide(void* self, const gauntlet_spot_tick* tick) {
    try {
      // In line: for rules of a few lines the call and the packing of its answer are a quarter of the time.
      [[clang::always_inline]] return answer(static_cast<C*>(self)->decide(*static_cast<const Tick*>(tick)),
                                             tick);
    } catch (...) {
      gauntlet_sdk_barrier(host_of(self));
    }
  }

  static constexpr gauntlet_spot_policy table() {
    gauntlet_spot_policy made = {sizeof(gauntlet_spot_policy), 0, &create, &destroy, nullptr, &decide};
    if constexpr (!__is_same(decltype(&C::probe), decltype(&Policy::probe))) made.probe = &probe;
    return made;
  }
  static constexpr gauntlet_spot_policy hooks = table();
  static const void* query(const char* name) {
    return gauntlet_sdk_query(name, GAUNTLET_SPOT_POLICY_INTERFACE, &hooks);
  }
  static constexpr gauntlet_module module =
      sdk::policy_module(GAUNTLET_SPOT_DOMAIN, GAUNTLET_SPOT_FINGERPRINT, &query);
};

}  // namespace gauntlet::spot

#define GAUNTLET_SPOT_POLICY(Class)                                    \
  extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { \
    return &gauntlet::spot::PolicyModule<Class>::module;               \
  }
