#include "simulators/cache/harness/recording.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gauntlet::cache_simulator {
namespace {

// Hooks are plain functions: the one that plays is found here.
RecordingPolicy* g_policy = nullptr;
RecordingPriority* g_priority = nullptr;

std::string SlotText(uint32_t slot) { return slot == GAUNTLET_CACHE_NO_SLOT ? "-" : std::to_string(slot); }

const char* ReasonText(uint32_t reason) {
  constexpr const char* kReasons[] = {"capacity", "deleted", "expired"};
  return reason < 3 ? kReasons[reason] : "?";
}

std::string ViewText(const gauntlet_cache_view& view) {
  return fmt::format("[capacity {} used {} requests {} misses {} resident {} slots {}]", view.capacity,
                     view.used, view.requests, view.misses, view.resident, view.slots);
}

}  // namespace

struct RecordingHooks {
  static void Hit(void*, uint32_t slot, const gauntlet_cache_request* request) {
    g_policy->Write("hit " + SlotText(slot), request);
  }
  static void Miss(void*, uint32_t slot, const gauntlet_cache_request* request) {
    g_policy->Write("miss " + SlotText(slot), request);
  }
  static uint32_t Admit(void*, uint32_t slot, const gauntlet_cache_request* request) {
    const uint32_t answer = g_policy->admit(slot);
    g_policy->Write(fmt::format("admit {} -> {}", SlotText(slot), answer), request);
    return answer;
  }
  static uint32_t ChooseVictim(void*, const gauntlet_cache_request* request) {
    const uint32_t slot = g_policy->choose_victim ? g_policy->choose_victim() : g_policy->residents.front();
    g_policy->Write("victim -> " + SlotText(slot), request);
    return slot;
  }
  static void Evict(void*, uint32_t slot, uint32_t reason) {
    std::erase(g_policy->residents, slot);
    g_policy->Write(fmt::format("evict {} {}", SlotText(slot), ReasonText(reason)), nullptr);
  }
  static void Insert(void*, uint32_t slot, const gauntlet_cache_request* request) {
    g_policy->residents.push_back(slot);
    g_policy->Write("insert " + SlotText(slot), request);
  }
  static void Forget(void*, uint32_t slot) { g_policy->Write("forget " + SlotText(slot), nullptr); }
};

RecordingPolicy::RecordingPolicy() {
  table_ = {.struct_size = sizeof table_,
            .reserved_zero = 0,
            .create = [](const gauntlet_cache_config* config, const gauntlet_cache_view* view,
                         const gauntlet_host*) -> void* {
              g_policy->config = *config;
              g_policy->view = view;
              return nullptr;
            },
            .destroy = [](void*) {},
            .on_hit = RecordingHooks::Hit,
            .on_miss = RecordingHooks::Miss,
            .admit = nullptr,
            .choose_victim = RecordingHooks::ChooseVictim,
            .on_evict = RecordingHooks::Evict,
            .on_insert = RecordingHooks::Insert,
            .on_forget = RecordingHooks::Forget};
}

const gauntlet_cache_policy& RecordingPolicy::Table() {
  g_policy = this;
  table_.admit = admit ? RecordingHooks::Admit : nullptr;
  return table_;
}

void RecordingPolicy::Write(std::string event, const gauntlet_cache_request* request) {
  if (request != nullptr && (keys.empty() || event.starts_with("hit") || event.starts_with("miss")))
    keys.push_back(request->key);
  if (with_details && request != nullptr) {
    event += fmt::format(" [now {} address {} time {} size {} ttl {} tenant {} operation {}]", request->now,
                         request->block_address, request->time_s, request->size, request->ttl_s,
                         request->tenant, request->operation);
  }
  if (with_details) event += ViewText(*view);
  events.push_back(std::move(event));
}

const gauntlet_cache_priority& RecordingPriority::Table() {
  g_priority = this;
  return table_;
}

RecordingPriority::RecordingPriority() {
  table_ = {.struct_size = sizeof table_,
            .reserved_zero = 0,
            .create = [](const gauntlet_cache_config*, const gauntlet_host*) -> void* { return nullptr; },
            .destroy = [](void*) {},
            .priority =
                [](void*, const gauntlet_cache_object* object, const gauntlet_cache_pressure* pressure) {
                  const double priority = g_priority->priority(*object, *pressure);
                  const gauntlet_cache_object& o = *object;
                  g_priority->events.push_back(fmt::format(
                      "object [now {} inserted {} last {} gaps {} past {} {} {} count {} size {} time {} "
                      "operation {} "
                      "tenant {}] pressure {} [{} {} {} {}] -> {}",
                      o.now, o.inserted_at, o.last_access, fmt::join(o.gaps, ","), o.past_evicted_at,
                      o.past_priority, o.past_count, o.count, o.size, o.time_s, o.operation, o.tenant,
                      ViewText(pressure->view), pressure->last_evicted_priority, pressure->last_evicted_age,
                      pressure->last_evicted_life, pressure->evictions, priority));
                  return priority;
                }};
}

}  // namespace gauntlet::cache_simulator
