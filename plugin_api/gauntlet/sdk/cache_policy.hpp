// What an eviction policy is written against: derive from gauntlet::cache::Policy, define the hooks that you
// need, and end the file with GAUNTLET_CACHE_POLICY(YourClass). on_insert and choose_victim are required. The
// class is constructed from a const Config&, or from nothing. See ../cache.h for the order in which the hooks
// are called.
//
//   void on_hit(Slot slot, const Request& request);      the object in `slot` was asked for and is resident
//   void on_miss(Slot slot, const Request& request);     not resident; `slot` is kNoSlot unless it is a
//                                                        remembered ghost
//   bool admit(Slot slot, const Request& request);       false: do not let it in (slot as in on_miss)
//   Slot choose_victim(const Request& request);          a resident slot to evict; asked until `request` fits
//   void on_evict(Slot slot, EvictReason reason);        it left; the slot stays lent while it is a ghost
//   void on_insert(Slot slot, const Request& request);   it entered
//   void on_forget(Slot slot);                           the ghost lapsed; the slot may be lent to another object
//
// An exception that leaves a hook ends the run with its what() as the reason.
#pragma once

#include <gauntlet/sdk/cache_types.hpp>
#include <gauntlet/sdk/slot_list.hpp>

namespace gauntlet::cache {

class Policy {
 public:
  using Slot = cache::Slot;
  using Config = cache::Config;
  using Request = cache::Request;
  using View = cache::View;
  using EvictReason = cache::EvictReason;

  Policy() : view_(detail::lent.view), host_(detail::lent.host), rng_(detail::lent.seed) {}
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  // The cache as it is now: during a hook, and in the constructor.
  const View& cache() const { return *view_; }
  // Leaves bounded text for whoever reads the verdict.
  void note(const char* text) const { gauntlet_sdk_note(host_, text); }
  void note(const char* name, double value) const { gauntlet_sdk_note_value(host_, name, value); }
  // Random numbers from the seed of this run.
  sdk::Rng& rng() { return rng_; }

  // What a policy does that does not define a hook. The simulator never calls these: an absent hook costs
  // nothing.
  void on_hit(Slot, const Request&) {}
  void on_miss(Slot, const Request&) {}
  bool admit(Slot, const Request&) { return true; }
  void on_evict(Slot, EvictReason) {}
  void on_forget(Slot) {}

 private:
  template <class C>
  friend struct PolicyModule;
  const View* view_;
  const gauntlet_host* host_;
  sdk::Rng rng_;
};

}  // namespace gauntlet::cache

// Machinery: what follows makes the hook table; no policy names it.
#include <gauntlet/sdk/module.hpp>

namespace gauntlet::cache {

namespace detail {
template <class C>
constexpr bool kChoosesVictims =
    requires(C& policy, const Request& request) { policy.choose_victim(request); };
template <class C>
constexpr bool kHearsOfInsertions =
    requires(C& policy, const Request& request) { policy.on_insert(Slot{}, request); };
}  // namespace detail

// The hook table and descriptor of the class C. Every thunk is a barrier for exceptions.
template <class C>
struct PolicyModule {
  static_assert(detail::kChoosesVictims<C>,
                "a policy must have a public `Slot choose_victim(const Request& request)`");
  static_assert(detail::kHearsOfInsertions<C>,
                "a policy must have a public `void on_insert(Slot slot, const Request& request)`");

  static const gauntlet_host* host_of(void* self) { return static_cast<C*>(self)->Policy::host_; }

  static void* create(const Config* config, const View* view, const gauntlet_host* host) {
    detail::lent = {view, host, config->seed};
    return sdk::make<C>(config, host);
  }
  static void destroy(void* self) { delete static_cast<C*>(self); }  // destructors do not throw
  static void on_hit(void* self, uint32_t slot, const Request* request) {
    try {
      static_cast<C*>(self)->on_hit(slot, *request);
    } catch (...) {
      gauntlet_sdk_barrier(host_of(self));
    }
  }
  static void on_miss(void* self, uint32_t slot, const Request* request) {
    try {
      static_cast<C*>(self)->on_miss(slot, *request);
    } catch (...) {
      gauntlet_sdk_barrier(host_of(self));
    }
  }
  static uint32_t admit(void* self, uint32_t slot, const Request* request) {
    try {
      return static_cast<C*>(self)->admit(slot, *request) ? 1 : 0;
    } catch (...) {
      gauntlet_sdk_barrier(host_of(self));
    }
  }
  static uint32_t choose_victim(void* self, const Request* request) {
    try {
      return static_cast<C*>(self)->choose_victim(*request);
    } catch (...) {
      gauntlet_sdk_barrier(host_of(self));
    }
  }
  static void on_evict(void* self, uint32_t slot, uint32_t reason) {
    try {
      static_cast<C*>(self)->on_evict(slot, static_cast<EvictReason>(reason));
    } catch (...) {
      gauntlet_sdk_barrier(host_of(self));
    }
  }
  static void on_insert(void* self, uint32_t slot, const Request* request) {
    try {
      static_cast<C*>(self)->on_insert(slot, *request);
    } catch (...) {
      gauntlet_sdk_barrier(host_of(self));
    }
  }
  static void on_forget(void* self, uint32_t slot) {
    try {
      static_cast<C*>(self)->on_forget(slot);
    } catch (...) {
      gauntlet_sdk_barrier(host_of(self));
    }
  }

  static constexpr gauntlet_cache_policy table() {
    gauntlet_cache_policy made = {sizeof(gauntlet_cache_policy),
                                  0,
                                  &create,
                                  &destroy,
                                  nullptr,
                                  nullptr,
                                  nullptr,
                                  &choose_victim,
                                  nullptr,
                                  &on_insert,
                                  nullptr};
    if constexpr (!__is_same(decltype(&C::on_hit), decltype(&Policy::on_hit))) made.on_hit = &on_hit;
    if constexpr (!__is_same(decltype(&C::on_miss), decltype(&Policy::on_miss))) made.on_miss = &on_miss;
    if constexpr (!__is_same(decltype(&C::admit), decltype(&Policy::admit))) made.admit = &admit;
    if constexpr (!__is_same(decltype(&C::on_evict), decltype(&Policy::on_evict))) made.on_evict = &on_evict;
    if constexpr (!__is_same(decltype(&C::on_forget), decltype(&Policy::on_forget)))
      made.on_forget = &on_forget;
    return made;
  }
  static constexpr gauntlet_cache_policy hooks = table();
  static const void* query(const char* name) {
    return gauntlet_sdk_query(name, GAUNTLET_CACHE_POLICY_INTERFACE, &hooks);
  }
  static constexpr gauntlet_module module =
      sdk::policy_module(GAUNTLET_CACHE_DOMAIN, GAUNTLET_CACHE_FINGERPRINT, &query);
};

}  // namespace gauntlet::cache

#define GAUNTLET_CACHE_POLICY(Class)                                   \
  extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() { \
    return &gauntlet::cache::PolicyModule<Class>::module;              \
  }
