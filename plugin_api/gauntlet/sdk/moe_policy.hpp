// What an expert balancer is written against: derive from gauntlet::moe::Policy, define rebalance, and end
// the file with GAUNTLET_MOE_POLICY(YourClass). The class is constructed from a const Config&, or from
// nothing. See ../moe.h.
//
//   bool rebalance(const View& view, Placement& placement);
//
// `placement` holds the placement in force; what is changed in it takes effect if the answer is true. Every
// layer needs each of its experts at least once. An exception that leaves a hook ends the run with its what()
// as the reason.
#pragma once

#include <gauntlet/moe.h>

#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/sdk/support.hpp>

namespace gauntlet::moe {

using Config =
    gauntlet_moe_config;  // layers, experts, replicas, groups, nodes, gpus, slots_per_gpu, history, ...

inline constexpr uint64_t kNoBudget = GAUNTLET_MOE_NO_BUDGET;

namespace detail {
inline void check(bool inside, const char* text) {
  if (__builtin_expect(!inside, 0)) gauntlet_sdk_misuse(text);
}
// What the object under construction is lent; read by the base's constructor.
struct Lent {
  const Config* config;
  const gauntlet_host* host;
};
GAUNTLET_SDK_HIDDEN inline Lent lent = {};
}  // namespace detail

// What was counted so far, window 0 being the newest. Indices are checked.
class View {
 public:
  View(const gauntlet_moe_view& view, const Config& config) : view_(view), config_(config) {}

  uint32_t windows() const { return view_.window_count; }   // that can be looked at, at least 1
  uint64_t rebalances() const { return view_.rebalances; }  // asked for before this one
  uint32_t steps(uint32_t window) const { return at(window).steps; }
  uint32_t age(uint32_t window) const { return at(window).age_steps; }  // steps from its end to now

  // Tokens that went to the expert.
  uint32_t load(uint32_t window, uint32_t layer, uint32_t expert) const {
    detail::check(expert < config_.experts, "View: no such expert");
    return loads(window, layer)[expert];
  }
  uint32_t load(uint32_t layer, uint32_t expert) const { return load(0, layer, expert); }
  // Of all experts of the layer.
  const uint32_t* loads(uint32_t window, uint32_t layer) const {
    detail::check(layer < config_.layers, "View: no such layer");
    return at(window).load + uint64_t{layer} * config_.experts;
  }

 private:
  const gauntlet_moe_window& at(uint32_t window) const {
    detail::check(window < view_.window_count, "View: no such window");
    return view_.windows[window];
  }
  const gauntlet_moe_view& view_;
  const Config& config_;
};

// Which expert is in which slot. Indices are checked; what is put there is checked when it is carried out.
class Placement {
 public:
  Placement(uint32_t* experts, const Config& config) : experts_(experts), config_(config) {}

  uint32_t expert(uint32_t layer, uint32_t slot) const { return experts_[index(layer, slot)]; }
  void set(uint32_t layer, uint32_t slot, uint32_t expert) { experts_[index(layer, slot)] = expert; }
  // All slots of the layer.
  uint32_t* slots(uint32_t layer) { return experts_ + index(layer, 0); }

 private:
  uint64_t index(uint32_t layer, uint32_t slot) const {
    detail::check(layer < config_.layers && slot < config_.replicas, "Placement: no such slot");
    return uint64_t{layer} * config_.replicas + slot;
  }
  uint32_t* experts_;
  const Config& config_;
};

class Policy {
 public:
  using Config = moe::Config;
  using View = moe::View;
  using Placement = moe::Placement;

  Policy() : config_(detail::lent.config), host_(detail::lent.host), rng_(detail::lent.config->seed) {}
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  const Config& config() const { return *config_; }
  // Leaves bounded text for whoever reads the verdict.
  void note(const char* text) const { gauntlet_sdk_note(host_, text); }
  void note(const char* name, double value) const { gauntlet_sdk_note_value(host_, name, value); }
  // Random numbers from the seed of this run.
  sdk::Rng& rng() { return rng_; }

 private:
  template <class C>
  friend struct PolicyModule;
  const Config* config_;
  const gauntlet_host* host_;
  sdk::Rng rng_;
};

}  // namespace gauntlet::moe

// Machinery: what follows makes the hook table; no policy names it.
#include <gauntlet/sdk/module.hpp>

namespace gauntlet::moe {

namespace detail {
template <class C>
constexpr bool kRebalances =
    requires(C& policy, const View& view, Placement& placement) { policy.rebalance(view, placement); };
}  // namespace detail

// The hook table and descriptor of the class C. Every thunk is a barrier for exceptions.
template <class C>
struct PolicyModule {
  static_assert(detail::kRebalances<C>,
                "a policy must have a public `bool rebalance(const View& view, Placement& placement)`");

  static void* create(const Config* config, const gauntlet_host* host) {
    detail::lent = {config, host};
    return sdk::make<C>(config, host);
  }
  static void destroy(void* self) { delete static_cast<C*>(self); }  // destructors do not throw
  static uint32_t rebalance(void* self, const gauntlet_moe_view* seen, uint32_t* experts) {
    C& policy = *static_cast<C*>(self);
    try {
      const View view(*seen, *policy.Policy::config_);
      Placement placement(experts, *policy.Policy::config_);
      return policy.rebalance(view, placement) ? 1 : 0;
    } catch (...) {
      gauntlet_sdk_barrier(policy.Policy::host_);
    }
  }

  static constexpr gauntlet_moe_policy hooks = {sizeof(gauntlet_moe_policy), 0, &create, &destroy,
                                                &rebalance};
  static const void* query(const char* name) {
    return gauntlet_sdk_query(name, GAUNTLET_MOE_POLICY_INTERFACE, &hooks);
  }
  static constexpr gauntlet_module module =
      sdk::policy_module(GAUNTLET_MOE_DOMAIN, GAUNTLET_MOE_FINGERPRINT, &query);
};

}  // namespace gauntlet::moe

#define GAUNTLET_MOE_POLICY(Class)                                     \
  extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { \
    return &gauntlet::moe::PolicyModule<Class>::module;                \
  }
