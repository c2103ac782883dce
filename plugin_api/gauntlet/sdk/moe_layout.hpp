// The fingerprint of the MoE domain: see layout.hpp.
#pragma once

#include <gauntlet/moe.h>

#include <gauntlet/sdk/layout.hpp>

GAUNTLET_LAYOUT_NAME(gauntlet_moe_config)
GAUNTLET_LAYOUT_NAME(gauntlet_moe_window)
GAUNTLET_LAYOUT_NAME(gauntlet_moe_view)

namespace gauntlet::moe::layout {

using gauntlet::layout::Hash;
using gauntlet::layout::Structure;

// Names are taken after macro expansion, so that a renamed field is another field.
#define F(name) s.template field<decltype(S::name)>(GAUNTLET_LAYOUT_TEXT(name), offsetof(S, name));

consteval bool config(Hash& hash) {
  using S = gauntlet_moe_config;
  Structure<S> s(hash, "config");
  F(struct_size)
  F(layers)
  F(experts)
  F(replicas)
  F(groups)
  F(nodes)
  F(gpus)
  F(slots_per_gpu)
  F(history)
  F(top_k)
  F(expert_bytes)
  F(migration_budget_bytes)
  F(intra_node_bytes_per_s)
  F(inter_node_bytes_per_s) F(seed) F(memory_budget_bytes) return s.complete();
}
consteval bool window(Hash& hash) {
  using S = gauntlet_moe_window;
  Structure<S> s(hash, "window");
  F(load) F(steps) F(age_steps) return s.complete();
}
consteval bool view(Hash& hash) {
  using S = gauntlet_moe_view;
  Structure<S> s(hash, "view");
  F(windows) F(placement) F(rebalances) F(window_count) F(reserved_zero) return s.complete();
}
consteval bool policy(Hash& hash) {
  using S = gauntlet_moe_policy;
  Structure<S> s(hash, "policy");
  F(struct_size) F(reserved_zero) F(create) F(destroy) F(rebalance) return s.complete();
}
#undef F

consteval void constants(Hash& hash) {
  hash.add(GAUNTLET_MOE_DOMAIN);
  hash.add(GAUNTLET_MOE_POLICY_INTERFACE);
  hash.add(GAUNTLET_MOE_NO_BUDGET);
}

// True if every structure is described without a hole.
consteval bool complete() {
  Hash hash;
  return config(hash) && window(hash) && view(hash) && policy(hash);
}

consteval uint64_t fingerprint() {
  static_assert(complete(), "layout: a field of moe.h is not described, or a structure has padding");
  Hash hash;
  config(hash), window(hash), view(hash), policy(hash);
  constants(hash);
  return hash.value();
}

}  // namespace gauntlet::moe::layout
