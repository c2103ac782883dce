// What hook tables are made of: the descriptor, the barrier for exceptions. No policy names any of it.
#pragma once

#include <gauntlet/sdk/parameters.hpp>
#include <gauntlet/sdk/support.hpp>

extern "C" {
// Called from a catch (...) block: classifies the exception in flight and ends the run through host->fail.
[[noreturn]] GAUNTLET_SDK_HIDDEN void gauntlet_sdk_barrier(const gauntlet_host* host) noexcept;
// Answers gauntlet_module.query: `hooks` for `interface_name`, the parameter table, or NULL.
GAUNTLET_SDK_HIDDEN const void* gauntlet_sdk_query(const char* asked, const char* interface_name,
                                                   const void* hooks) noexcept;
}

namespace gauntlet::sdk {

// The descriptor of a policy module; `query` answers for its hooks.
constexpr gauntlet_module policy_module(const char* domain, uint64_t fingerprint,
                                        const void* (*query)(const char* name)) {
  return {
      sizeof(gauntlet_module), GAUNTLET_ABI_VERSION, GAUNTLET_MODULE_POLICY, 0, domain, fingerprint, query};
}

// A new C, from the settings if it takes them. A barrier for exceptions, as every thunk.
template <class C, class Config>
void* make(const Config* config, const gauntlet_host* host) {
  try {
    if constexpr (__is_constructible(C, const Config&)) {
      return new C(*config);
    } else {
      return new C();
    }
  } catch (...) {
    gauntlet_sdk_barrier(host);
  }
}

}  // namespace gauntlet::sdk
