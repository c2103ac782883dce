#include "tests/golden/slow_cache.h"

#include <algorithm>
#include <stdexcept>

namespace gauntlet::golden {

void SlowCache::Play(const std::vector<Request>& requests) {
  for (const Request& request : requests) {
    Serve(request);
    ++now_;
  }
}

void SlowCache::Serve(const Request& request) {
  Publish();
  const bool deletes = settings_.honour_operations && request.operation == GAUNTLET_CACHE_DELETE;
  auto found = objects_.find(request.id);
  if (deletes) {
    if (found != objects_.end() && found->second.resident) Evict(request.id, GAUNTLET_CACHE_EVICT_DELETED);
    return;
  }
  if (found != objects_.end() && found->second.resident && found->second.fresh_until_s &&
      request.time_s > *found->second.fresh_until_s) {
    Evict(request.id, GAUNTLET_CACHE_EVICT_EXPIRED);
    found = objects_.find(request.id);
  }
  const uint64_t size = settings_.unit_size ? 1 : request.size;
  const bool counted = now_ >= settings_.warmup_requests;
  const bool hit = found != objects_.end() && found->second.resident;
  if (counted) {
    counts_.requests += 1;
    counts_.request_bytes += size;
    counts_.misses += hit ? 0 : 1;
    counts_.miss_bytes += hit ? 0 : size;
  }
  gauntlet_cache_request shown{};
  shown.key = request.id;
  shown.now = now_;
  shown.block_address = request.block_address;
  shown.time_s = request.time_s;
  shown.size = static_cast<uint32_t>(size);
  shown.ttl_s = request.ttl_s;
  shown.tenant = request.tenant;
  shown.operation = request.operation;
  if (hit) {
    Hit(found->second.slot, shown);
  } else {
    Miss(request, shown, size);
  }
}

void SlowCache::Miss(const Request& request, const gauntlet_cache_request& shown, uint64_t size) {
  ++all_misses_;
  Publish();
  const bool returns = objects_.contains(request.id);
  const uint32_t ghost = returns ? objects_.at(request.id).slot : GAUNTLET_CACHE_NO_SLOT;
  Missed(ghost, shown);
  if (size > settings_.capacity) return;
  if (!Admitted(ghost, shown)) return;
  if (returns) ghosts_.erase(std::find(ghosts_.begin(), ghosts_.end(), request.id));
  const auto used = [this] {
    uint64_t sum = 0;
    for (const auto& [id, object] : objects_) sum += object.resident ? object.size : 0;
    return sum;
  };
  while (used() + size > settings_.capacity) Evict(ResidentAt(Victim(shown)), GAUNTLET_CACHE_EVICT_CAPACITY);
  uint32_t slot = ghost;
  if (!returns && !free_slots_.empty()) {
    slot = free_slots_.back();
    free_slots_.pop_back();
  } else if (!returns) {
    slot = slots_++;
  }
  Object& object = objects_[request.id];
  object = {.slot = slot, .resident = true, .size = size, .fresh_until_s = std::nullopt};
  if (settings_.honour_ttl && request.ttl_s != 0)
    object.fresh_until_s = uint64_t{request.time_s} + request.ttl_s;
  const auto residents =
      std::count_if(objects_.begin(), objects_.end(), [](const auto& o) { return o.second.resident; });
  most_residents_ = std::max(most_residents_, static_cast<uint64_t>(residents));
  Publish();
  Inserted(slot, returns, shown);
}

void SlowCache::Evict(uint64_t id, uint32_t reason) {
  objects_.at(id).resident = false;
  ghosts_.push_back(id);
  Publish();
  Evicted(objects_.at(id).slot, reason);
  while (ghosts_.size() > most_residents_ * settings_.ghost_percent / 100) {
    const uint64_t lapsed = ghosts_.front();
    ghosts_.pop_front();
    const uint32_t slot = objects_.at(lapsed).slot;
    objects_.erase(lapsed);
    free_slots_.push_back(slot);
    Forgotten(slot);
  }
}

uint64_t SlowCache::ResidentAt(uint32_t slot) const {
  for (const auto& [id, object] : objects_) {
    if (object.resident && object.slot == slot) return id;
  }
  throw std::logic_error("a victim that is not resident");
}

void SlowCache::Publish() {
  gauntlet_cache_view view{};
  view.capacity = settings_.capacity;
  view.requests = now_;
  view.misses = all_misses_;
  view.slots = slots_;
  for (const auto& [id, object] : objects_) {
    view.used += object.resident ? object.size : 0;
    view.resident += object.resident ? 1 : 0;
  }
  ShowView(view);
}

SlowPolicyCache::SlowPolicyCache(const Settings& settings, const gauntlet_cache_policy& hooks)
    : SlowCache(settings), hooks_(hooks) {
  gauntlet_cache_config config{};
  config.struct_size = sizeof config;
  config.unit_size = settings.unit_size;
  config.capacity = settings.capacity;
  config.ghost_percent = static_cast<uint32_t>(settings.ghost_percent);
  self_ = hooks_.create(&config, &view_, nullptr);
  Log<uint8_t>(hooks_.admit != nullptr ? 2 : 1);
}

void SlowPolicyCache::Hit(uint32_t slot, const gauntlet_cache_request& request) {
  if (hooks_.on_hit != nullptr) hooks_.on_hit(self_, slot, &request);
}
void SlowPolicyCache::Missed(uint32_t slot, const gauntlet_cache_request& request) {
  if (hooks_.on_miss != nullptr) hooks_.on_miss(self_, slot, &request);
}
bool SlowPolicyCache::Admitted(uint32_t slot, const gauntlet_cache_request& request) {
  if (hooks_.admit == nullptr) return true;
  const uint32_t answer = hooks_.admit(self_, slot, &request);
  Log(static_cast<uint8_t>(answer));
  return answer != 0;
}
uint32_t SlowPolicyCache::Victim(const gauntlet_cache_request& request) {
  const uint32_t slot = hooks_.choose_victim(self_, &request);
  Log(slot);
  return slot;
}
void SlowPolicyCache::Evicted(uint32_t slot, uint32_t reason) {
  if (hooks_.on_evict != nullptr) hooks_.on_evict(self_, slot, reason);
}
void SlowPolicyCache::Inserted(uint32_t slot, bool, const gauntlet_cache_request& request) {
  hooks_.on_insert(self_, slot, &request);
}
void SlowPolicyCache::Forgotten(uint32_t slot) {
  if (hooks_.on_forget != nullptr) hooks_.on_forget(self_, slot);
}

SlowPriorityCache::SlowPriorityCache(const Settings& settings, const gauntlet_cache_priority& hooks,
                                     uint64_t memory_budget_bytes)
    : SlowCache(settings), hooks_(hooks) {
  gauntlet_cache_config config{};
  config.struct_size = sizeof config;
  config.capacity = settings.capacity;
  config.memory_budget_bytes = memory_budget_bytes;
  self_ = hooks_.create(&config, nullptr);
  Log<uint8_t>(3);
}

void SlowPriorityCache::Hit(uint32_t slot, const gauntlet_cache_request& request) {
  Known& known = known_.at(slot);
  known.accesses.push_back(now());
  ++known.count;
  Ask(&known, request);
}

void SlowPriorityCache::Inserted(uint32_t slot, bool returned, const gauntlet_cache_request& request) {
  if (!returned) known_[slot] = {};
  Known& known = known_.at(slot);
  known.accesses.push_back(now());
  known.resident = true;
  known.insertion = insertions_++;
  known.inserted_at = now();
  known.count = 1;
  known.size = request.size;
  Ask(&known, request);
}

void SlowPriorityCache::Ask(Known* known, const gauntlet_cache_request& request) {
  gauntlet_cache_object shown{};
  shown.now = now();
  shown.inserted_at = known->inserted_at;
  const std::vector<uint64_t>& accesses = known->accesses;
  shown.last_access = accesses.size() > 1 ? accesses[accesses.size() - 2] : now();
  for (size_t i = 0; i < GAUNTLET_CACHE_GAPS && i + 1 < accesses.size(); ++i)
    shown.gaps[i] = accesses[accesses.size() - 1 - i] - accesses[accesses.size() - 2 - i];
  shown.past_evicted_at = known->past_evicted_at;
  shown.past_priority = known->past_priority;
  shown.past_count = known->past_count;
  shown.count = known->count;
  shown.size = known->size;
  shown.time_s = request.time_s;
  shown.operation = request.operation;
  shown.tenant = request.tenant;
  known->priority = hooks_.priority(self_, &shown, &pressure_);
  Log(known->priority);
}

uint32_t SlowPriorityCache::Victim(const gauntlet_cache_request&) {
  const auto least = std::min_element(known_.begin(), known_.end(), [](const auto& a, const auto& b) {
    if (a.second.resident != b.second.resident) return a.second.resident;
    if (a.second.priority != b.second.priority) return a.second.priority < b.second.priority;
    return a.second.insertion < b.second.insertion;
  });
  return least->first;
}

void SlowPriorityCache::Evicted(uint32_t slot, uint32_t reason) {
  Known& known = known_.at(slot);
  known.resident = false;
  known.past_evicted_at = now();
  known.past_priority = known.priority;
  known.past_count = known.count;
  if (reason != GAUNTLET_CACHE_EVICT_CAPACITY) return;
  pressure_.last_evicted_priority = known.priority;
  pressure_.last_evicted_age = now() - known.accesses.back();
  pressure_.last_evicted_life = now() - known.inserted_at;
  ++pressure_.evictions;
}

}  // namespace gauntlet::golden
