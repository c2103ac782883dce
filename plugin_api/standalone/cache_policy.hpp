// The policy keeps its own order and names the victims.
#pragma once

#include <gauntlet/sdk/cache_policy.hpp>
#include <memory>

#include "standalone/cache.hpp"

namespace gauntlet::cache {

template <class C>
class PolicyGame {
 public:
  explicit PolicyGame(const Config& config) {
    view_.capacity = config.capacity;
    policy_.reset(Make<C>(config, &view_));
  }

  View& view() { return view_; }
  const View& view() const { return view_; }

  void Hit(Slot slot, const Request& request) { policy_->on_hit(slot, request); }
  void Missed(Slot slot, const Request& request) { policy_->on_miss(slot, request); }
  bool Admits(Slot slot, const Request& request) { return policy_->admit(slot, request); }
  Slot ChooseVictim(const Request& request) { return policy_->choose_victim(request); }
  void Evicted(Slot slot, EvictReason reason, uint64_t) { policy_->on_evict(slot, reason); }
  void Inserted(Slot slot, const Request& request, bool) { policy_->on_insert(slot, request); }
  void Forgotten(Slot slot) { policy_->on_forget(slot); }

 private:
  View view_ = {};
  ::std::unique_ptr<C> policy_;
};

}  // namespace gauntlet::cache

#define GAUNTLET_CACHE_POLICY(Class) using Game = gauntlet::cache::PolicyGame<Class>;

// The policy stands here.

template <class Key, class Hash = ::std::hash<Key>, class Equal = ::std::equal_to<Key>>
using Cache = gauntlet::cache::BasicCache<policy::Game, Key, Hash, Equal>;
using gauntlet::cache::Details;
using gauntlet::cache::EvictReason;
using gauntlet::cache::Settings;
