// What the policies of a domain that a problem brings along stand on: what every policy is lent, and the table of
// hooks made of a class. A domain's header derives its Policy from PolicyBase<Config>, and its PolicyModule from
// ModuleOf; see problems/txn_makespan/txn_policy.hpp.
#pragma once

#include <gauntlet/sdk/module.hpp>
#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

inline void check(bool inside, const char* text) {
  if (__builtin_expect(!inside, 0)) gauntlet_sdk_misuse(text);
}

// What the object under construction is lent; read by the base's constructor.
template <class Config>
struct Lent {
  const Config* config;
  const gauntlet_host* host;
};
template <class Config>
GAUNTLET_SDK_HIDDEN inline Lent<Config> lent = {};

// `ConfigType` has a `seed`.
template <class ConfigType>
class PolicyBase {
 public:
  using Config = ConfigType;

  PolicyBase() : config_(lent<Config>.config), host_(lent<Config>.host), rng_(lent<Config>.config->seed) {}
  PolicyBase(const PolicyBase&) = delete;
  PolicyBase& operator=(const PolicyBase&) = delete;

  const Config& config() const { return *config_; }
  // Leaves bounded text for whoever reads the verdict.
  void note(const char* text) const { gauntlet_sdk_note(host_, text); }
  void note(const char* name, double value) const { gauntlet_sdk_note_value(host_, name, value); }
  // Random numbers from the seed of this run.
  Rng& rng() { return rng_; }

 private:
  template <class Module, class C, class Hooks>
  friend struct ModuleOf;
  const Config* config_;
  const gauntlet_host* host_;
  Rng rng_;
};

// The hooks that all tables have, and the descriptor. `Module` says kDomain, kInterface, kFingerprint and kHooks.
template <class Module, class C, class Hooks>
struct ModuleOf {
  using Config = typename C::Config;

  static void* create(const Config* config, const gauntlet_host* host) {
    lent<Config> = {config, host};
    return make<C>(config, host);
  }
  static void destroy(void* self) { delete static_cast<C*>(self); }  // destructors do not throw

  // Calls the policy; a barrier for exceptions.
  template <class Call>
  static auto guard(void* self, Call call) {
    C& policy = *static_cast<C*>(self);
    try {
      return call(policy);
    } catch (...) {
      gauntlet_sdk_barrier(policy.PolicyBase<Config>::host_);
    }
  }

  static const void* query(const char* name) {
    return gauntlet_sdk_query(name, Module::kInterface, &Module::kHooks);
  }
  static const gauntlet_module* module() {
    static constexpr gauntlet_module kModule = policy_module(Module::kDomain, Module::kFingerprint, &query);
    return &kModule;
  }
};

}  // namespace gauntlet::sdk

#define GAUNTLET_POLICY_MODULE(...) \
  extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { return __VA_ARGS__::module(); }
