// The fingerprint of the spot domain: see layout.hpp.
#pragma once

#include <gauntlet/spot.h>

#include <gauntlet/sdk/layout.hpp>

GAUNTLET_LAYOUT_NAME(gauntlet_spot_config)
GAUNTLET_LAYOUT_NAME(gauntlet_spot_region)
GAUNTLET_LAYOUT_NAME(gauntlet_spot_tick)

namespace gauntlet::spot::layout {

using gauntlet::layout::Hash;
using gauntlet::layout::Structure;

// Names are taken after macro expansion, so that a renamed field is another field.
#define F(name) s.template field<decltype(S::name)>(GAUNTLET_LAYOUT_TEXT(name), offsetof(S, name));

// clang-format off
consteval bool config(Hash& hash) {
  using S = gauntlet_spot_config;
  Structure<S> s(hash, "config");
  F(struct_size) F(region_count) F(gap_s) F(work_s) F(deadline_s) F(restart_overhead_s) F(launch_delay_s)
  F(checkpoint_s) F(notice_s) F(probe_s) F(egress_same_area_usd) F(egress_other_area_usd) F(checkpoint_ticks)
  F(price_count) F(price_step_s) F(price_history) F(seed) F(memory_budget_bytes)
  return s.complete();
}
consteval bool region(Hash& hash) {
  using S = gauntlet_spot_region;
  Structure<S> s(hash, "region");
  F(spot_usd_per_hour) F(on_demand_usd_per_hour) F(known) F(available) F(offered) F(area) F(seen_ticks) F(up_ticks)
  F(streak_ticks) F(changes) F(unseen_ticks) F(last_available) F(launches) F(preemptions)
  return s.complete();
}
consteval bool tick(Hash& hash) {
  using S = gauntlet_spot_tick;
  Structure<S> s(hash, "tick");
  F(now_s) F(deadline_s) F(gap_s) F(work_s) F(done_s) F(left_s) F(unsaved_s) F(run_left_s) F(risk_s)
  F(restart_overhead_s) F(overhead_left_s) F(notice_s) F(cluster) F(previous) F(region) F(region_count) F(cluster_ticks)
  F(launches) F(preemptions) F(failed_launches) F(regions)
  return s.complete();
}
consteval bool policy(Hash& hash) {
  using S = gauntlet_spot_policy;
  Structure<S> s(hash, "policy");
  F(struct_size) F(reserved_zero) F(create) F(destroy) F(probe) F(decide)
  return s.complete();
}
// clang-format on
#undef F

consteval void constants(Hash& hash) {
  hash.add(GAUNTLET_SPOT_DOMAIN);
  hash.add(GAUNTLET_SPOT_POLICY_INTERFACE);
  const uint64_t values[] = {uint64_t{GAUNTLET_SPOT_MAX_REGIONS}, uint64_t{GAUNTLET_SPOT_NONE},
                             uint64_t{GAUNTLET_SPOT_SPOT}, uint64_t{GAUNTLET_SPOT_ON_DEMAND},
                             uint64_t{GAUNTLET_SPOT_DECISION(GAUNTLET_SPOT_SPOT, 3)}};
  for (const uint64_t value : values) hash.add(value);
}

// True if every structure is described without a hole.
consteval bool complete() {
  Hash hash;
  return config(hash) && region(hash) && tick(hash) && policy(hash);
}

consteval uint64_t fingerprint() {
  static_assert(complete(), "layout: a field of spot.h is not described, or a structure has padding");
  Hash hash;
  config(hash), region(hash), tick(hash), policy(hash);
  constants(hash);
  return hash.value();
}

}  // namespace gauntlet::spot::layout
