// A cache of keys by the rules under which the policy was measured: which objects are resident, which of the
// departed are remembered, what the policy is asked and told, and when. See Cache below for how to use it.
#pragma once

#include <functional>
#include <gauntlet/sdk/cache_types.hpp>
#include <gauntlet/sdk/slot_list.hpp>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gauntlet::cache {

struct Settings {
  uint64_t capacity = 0;         // sum of the sizes of what is resident
  bool unit_size = false;        // every object counts as 1, and capacity counts objects
  uint64_t seed = 1;             // of the policy's random numbers and of the permutation of keys
  uint32_t ghost_percent = 100;  // departed that are remembered, as a share of the most residents
  uint64_t memory_budget_bytes = 256ull << 20;  // what the policy is told that it may use
};

// What else is known of a request. Times are seconds from any start, and never fall.
struct Details {
  uint32_t time_s = 0;
  uint32_t ttl_s = 0;  // 0: none
  uint32_t tenant = 0;
  uint32_t operation = kRead;
  uint64_t block_address = kNoAddress;
};

// Game: what stands between cache and policy (PolicyGame, PriorityGame). Not for use by several threads at
// once, nor from within on_evicted. A policy that names a victim that there is not, or throws, ends the call
// with an exception (std::logic_error, or the policy's); the cache is of no use any more.
template <class Game, class Key, class Hash, class Equal>
class BasicCache {
 public:
  using Evicted = ::std::function<void(const Key& key, EvictReason reason)>;

  explicit BasicCache(uint64_t capacity, Evicted on_evicted = {})
      : BasicCache(Settings{.capacity = capacity}, ::std::move(on_evicted)) {}
  explicit BasicCache(const Settings& settings, Evicted on_evicted = {})
      : settings_(settings),
        on_evicted_(::std::move(on_evicted)),
        key_seed_(Mix(settings.seed, 1)),
        config_{sizeof(Config),
                settings.unit_size,
                settings.capacity,
                Mix(settings.seed, 2),
                settings.memory_budget_bytes,
                settings.ghost_percent,
                0},
        game_(config_) {
    game_.view().capacity = settings.capacity;
  }
  BasicCache(const BasicCache&) = delete;
  BasicCache& operator=(const BasicCache&) = delete;

  // True: a hit. On a miss the key is resident afterwards, unless it is larger than the cache or the policy
  // does not admit it. `size` counts when it enters.
  bool Access(const Key& key, uint32_t size = 1, const Details& details = {}) {
    Describe(key, size, details);
    auto found = objects_.find(key);
    if (found != objects_.end() && Expired(found->second, details.time_s)) {
      Evict(found->second, EvictReason::kExpired);
      found = objects_.find(key);
    }
    const Slot slot = found == objects_.end() ? kNoSlot : found->second;
    const bool hit = slot != kNoSlot && slots_[slot].resident;
    if (hit) {
      game_.Hit(slot, request_);
    } else {
      Miss(key, slot);
    }
    ++now_;
    return hit;
  }

  // The key is not to be had any more. It counts as a request in the policy's time.
  void Erase(const Key& key) {
    Describe(key, 1, {.operation = kDelete});
    const auto found = objects_.find(key);
    if (found != objects_.end() && slots_[found->second].resident)
      Evict(found->second, EvictReason::kDeleted);
    ++now_;
  }

  bool Contains(const Key& key) const {
    const auto found = objects_.find(key);
    return found != objects_.end() && slots_[found->second].resident;
  }
  uint64_t used() const { return used_; }      // sum of sizes
  uint32_t size() const { return resident_; }  // residents
  uint64_t requests() const { return now_; }
  uint64_t misses() const { return game_.view().misses; }

 private:
  struct SlotState {
    const Key* key = nullptr;  // of the map's entry
    uint32_t size = 0;
    uint32_t fresh_until_s = kForEver;
    bool resident = false;
  };
  static constexpr uint32_t kForEver = 0xffffffffu;

  static uint64_t Mix(uint64_t seed, uint64_t purpose) {
    uint64_t z = seed + purpose * 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  // What the policy knows a key by: well spread, whatever the hash.
  uint64_t Identity(const Key& key) const {
    uint64_t z = (static_cast<uint64_t>(objects_.hash_function()(key)) + key_seed_) * 0xd6e8feb86659fd93ull;
    z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ull;
    return z ^ (z >> 32);
  }

  void Describe(const Key& key, uint32_t size, const Details& details) {
    game_.view().requests = now_;
    request_ = {Identity(key),
                now_,
                details.block_address,
                details.time_s,
                settings_.unit_size ? 1 : size,
                details.ttl_s,
                details.tenant,
                details.operation,
                0};
  }

  bool Expired(Slot slot, uint32_t time_s) const {
    return slots_[slot].resident && time_s > slots_[slot].fresh_until_s;
  }

  // `slot`: of the remembered one, or kNoSlot.
  void Miss(const Key& key, Slot slot) {
    ++game_.view().misses;
    game_.Missed(slot, request_);
    if (request_.size > settings_.capacity || !game_.Admits(slot, request_)) return;
    const bool returned = slot != kNoSlot;
    if (returned) ghosts_.remove(slot);  // it cannot lapse any more
    while (used_ + request_.size > settings_.capacity) {
      const Slot victim = game_.ChooseVictim(request_);
      if (victim >= slots_.size() || !slots_[victim].resident)
        throw ::std::logic_error("the policy names a victim that is not resident");
      Evict(victim, EvictReason::kCapacity);
    }
    if (!returned) slot = Lend(key);
    SlotState& state = slots_[slot];
    state.size = request_.size;
    const bool lasts = request_.ttl_s == 0 || request_.ttl_s > kForEver - request_.time_s;
    state.fresh_until_s = lasts ? kForEver : request_.time_s + request_.ttl_s;
    state.resident = true;
    if (++resident_ > most_resident_) most_resident_ = resident_;
    used_ += request_.size;
    Publish();
    game_.Inserted(slot, request_, returned);
  }

  // The slot that was freed last, or a fresh one.
  Slot Lend(const Key& key) {
    Slot slot = static_cast<Slot>(slots_.size());
    if (free_.empty()) {
      slots_.emplace_back();
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    slots_[slot].key = &objects_.emplace(key, slot).first->first;
    return slot;
  }

  void Evict(Slot slot, EvictReason reason) {
    SlotState& state = slots_[slot];
    state.resident = false;
    used_ -= state.size;
    --resident_;
    ghosts_.push_back(slot);
    Publish();
    game_.Evicted(slot, reason, now_);
    if (on_evicted_) on_evicted_(*state.key, reason);
    while (ghosts_.size() > static_cast<uint64_t>(most_resident_) * settings_.ghost_percent / 100) Forget();
  }

  void Forget() {
    const Slot slot = ghosts_.pop_front();
    objects_.erase(objects_.find(*slots_[slot].key));
    free_.push_back(slot);
    game_.Forgotten(slot);
  }

  void Publish() {
    View& view = game_.view();
    view.used = used_;
    view.resident = resident_;
    view.slots = static_cast<uint32_t>(slots_.size());
  }

  Settings settings_;
  Evicted on_evicted_;
  uint64_t key_seed_;
  Config config_;
  Game game_;
  ::std::unordered_map<Key, Slot, Hash, Equal> objects_;  // residents and ghosts
  ::std::vector<SlotState> slots_;
  ::std::vector<Slot> free_;  // a stack
  sdk::SlotList ghosts_;      // the oldest in front
  Request request_ = {};
  uint64_t used_ = 0, now_ = 0;
  uint32_t resident_ = 0, most_resident_ = 0;
};

// A C, from the settings if it takes them, lent what its base reads.
template <class C>
C* Make(const Config& config, const View* view) {
  detail::lent = {view, nullptr, config.seed};
  if constexpr (__is_constructible(C, const Config&)) {
    return new C(config);
  } else {
    return new C();
  }
}

}  // namespace gauntlet::cache
