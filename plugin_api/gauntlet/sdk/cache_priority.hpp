// What a priority function is written against: the simulator keeps the objects ordered by the number that the
// policy gives at every insertion and hit; the lowest goes first, ties in order of insertion. NaN is an
// invalid decision.
//
//   double priority(const gauntlet::cache::Object& object, const gauntlet::cache::Pressure& cache) { ... }
//   GAUNTLET_CACHE_PRIORITY(priority)
//
// A function that needs state is a class with a member of that name, constructed from a const Config& or from
// nothing; deriving from gauntlet::cache::Priority lends it note() and rng():
//
//   class Aging : public gauntlet::cache::Priority {
//    public:
//     double priority(const Object& object, const Pressure& cache) { ... }
//   };
//   GAUNTLET_CACHE_PRIORITY(Aging)
#pragma once

#include <gauntlet/sdk/cache_types.hpp>
#include <gauntlet/sdk/math.hpp>

namespace gauntlet::cache {

class Priority {
 public:
  using Config = cache::Config;
  using Object = cache::Object;
  using Pressure = cache::Pressure;

  Priority() : host_(detail::lent.host), rng_(detail::lent.seed) {}
  Priority(const Priority&) = delete;
  Priority& operator=(const Priority&) = delete;

  void note(const char* text) const { gauntlet_sdk_note(host_, text); }
  void note(const char* name, double value) const { gauntlet_sdk_note_value(host_, name, value); }
  sdk::Rng& rng() { return rng_; }

 private:
  const gauntlet_host* host_;
  sdk::Rng rng_;
};

}  // namespace gauntlet::cache

// Machinery: what follows makes the hook table; no policy names it.
#include <gauntlet/sdk/module.hpp>

extern "C" {
// create and destroy of a function without state, in the runtime archive: `self` is the host, which the
// barrier needs.
GAUNTLET_SDK_HIDDEN void* gauntlet_sdk_create_stateless(const gauntlet_cache_config* config,
                                                        const gauntlet_host* host) noexcept;
GAUNTLET_SDK_HIDDEN void gauntlet_sdk_destroy_stateless(void* self) noexcept;
}

namespace gauntlet::cache {

template <class Hooks>
struct PriorityModule {
  static constexpr gauntlet_cache_priority hooks = {sizeof(gauntlet_cache_priority), 0, Hooks::create,
                                                    Hooks::destroy, &Hooks::priority};
  static const void* query(const char* name) {
    return gauntlet_sdk_query(name, GAUNTLET_CACHE_PRIORITY_INTERFACE, &hooks);
  }
  static constexpr gauntlet_module module =
      sdk::policy_module(GAUNTLET_CACHE_DOMAIN, GAUNTLET_CACHE_FINGERPRINT, &query);
};

template <auto kFunction>
struct PriorityFunction {
  static constexpr auto create = &gauntlet_sdk_create_stateless;
  static constexpr auto destroy = &gauntlet_sdk_destroy_stateless;
  static double priority(void* self, const Object* object, const Pressure* pressure) {
    try {
      return kFunction(*object, *pressure);
    } catch (...) {
      gauntlet_sdk_barrier(static_cast<const gauntlet_host*>(self));
    }
  }
};

namespace detail {
template <class C>
constexpr bool kGivesPriorities =
    requires(C& policy, const Object& object, const Pressure& cache) { policy.priority(object, cache); };
}  // namespace detail

template <class C>
struct PriorityClass {
  static_assert(detail::kGivesPriorities<C>,
                "a priority class must have a public `double priority(const Object& object, const Pressure& "
                "cache)`");

  struct Box {
    const gauntlet_host* host;
    C object;
  };
  static void* create(const Config* config, const gauntlet_host* host) {
    detail::lent = {nullptr, host, config->seed};
    try {
      if constexpr (__is_constructible(C, const Config&)) {
        return new Box{host, C(*config)};
      } else {
        return new Box{host, C()};
      }
    } catch (...) {
      gauntlet_sdk_barrier(host);
    }
  }
  static void destroy(void* self) { delete static_cast<Box*>(self); }
  static double priority(void* self, const Object* object, const Pressure* pressure) {
    try {
      return static_cast<Box*>(self)->object.priority(*object, *pressure);
    } catch (...) {
      gauntlet_sdk_barrier(static_cast<Box*>(self)->host);
    }
  }
};

template <auto kFunction>
const gauntlet_module* priority_module() {
  return &PriorityModule<PriorityFunction<kFunction>>::module;
}
template <class C>
const gauntlet_module* priority_module() {
  return &PriorityModule<PriorityClass<C>>::module;
}

}  // namespace gauntlet::cache

#define GAUNTLET_CACHE_PRIORITY(FunctionOrClass)                       \
  extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { \
    return gauntlet::cache::priority_module<FunctionOrClass>();        \
  }
