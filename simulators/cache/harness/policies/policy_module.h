// Small policies straight on the hook tables, without the SDK: for tests and benchmarks of the simulator.
//
// A policy is a class over PolicyBase whose member functions hide those of the base; GAUNTLET_NATIVE_POLICY
// makes the module. Hooks that the class does not declare stay NULL.
#pragma once

#include <gauntlet/cache.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace gauntlet::cache_simulator {

// Slots in a ring of links through an array; link 0 is both ends.
class SlotRing {
 public:
  SlotRing() : links_(1, {0, 0}) {}

  bool Empty() const { return links_[0].after == 0; }
  uint32_t Back() const { return links_[0].before - 1; }
  uint32_t Before(uint32_t slot) const { return links_[slot + 1].before - 1; }  // NO_SLOT at the front
  uint64_t size() const { return size_; }

  void PushFront(uint32_t slot) {
    if (slot + 1 >= links_.size()) links_.resize(2 * (slot + 1ull));
    const uint32_t node = slot + 1, first = links_[0].after;
    links_[node] = {0, first};
    links_[first].before = node;
    links_[0].after = node;
    ++size_;
  }
  void Remove(uint32_t slot) {
    const Link link = links_[slot + 1];
    links_[link.before].after = link.after;
    links_[link.after].before = link.before;
    --size_;
  }

 private:
  struct Link {
    uint32_t before, after;
  };
  std::vector<Link> links_;
  uint64_t size_ = 0;
};

template <class P>
gauntlet_cache_policy MakeTable() {
  gauntlet_cache_policy table{};
  table.struct_size = sizeof table;
  table.create = [](const gauntlet_cache_config* config, const gauntlet_cache_view* view,
                    const gauntlet_host*) -> void* { return new P(*config, view); };
  table.destroy = [](void* self) { delete static_cast<P*>(self); };
  table.choose_victim = [](void* self, const gauntlet_cache_request* request) {
    return static_cast<P*>(self)->ChooseVictim(*request);
  };
  table.on_insert = [](void* self, uint32_t slot, const gauntlet_cache_request* request) {
    static_cast<P*>(self)->OnInsert(slot, *request);
  };
  if constexpr (requires(P& p, const gauntlet_cache_request& r) { p.OnHit(0u, r); }) {
    table.on_hit = [](void* self, uint32_t slot, const gauntlet_cache_request* request) {
      static_cast<P*>(self)->OnHit(slot, *request);
    };
  }
  if constexpr (requires(P& p, const gauntlet_cache_request& r) { p.OnMiss(0u, r); }) {
    table.on_miss = [](void* self, uint32_t slot, const gauntlet_cache_request* request) {
      static_cast<P*>(self)->OnMiss(slot, *request);
    };
  }
  if constexpr (requires(P& p, const gauntlet_cache_request& r) { p.Admit(0u, r); }) {
    table.admit = [](void* self, uint32_t slot, const gauntlet_cache_request* request) {
      return uint32_t{static_cast<P*>(self)->Admit(slot, *request)};
    };
  }
  if constexpr (requires(P& p) { p.OnEvict(0u, 0u); }) {
    table.on_evict = [](void* self, uint32_t slot, uint32_t reason) {
      static_cast<P*>(self)->OnEvict(slot, reason);
    };
  }
  if constexpr (requires(P& p) { p.OnForget(0u); }) {
    table.on_forget = [](void* self, uint32_t slot) { static_cast<P*>(self)->OnForget(slot); };
  }
  return table;
}

}  // namespace gauntlet::cache_simulator

#define GAUNTLET_NATIVE_MODULE(interface_text, table_expression)                   \
  namespace {                                                                      \
  const void* Query(const char* interface_name) {                                  \
    static const auto kTable = table_expression;                                   \
    return std::string_view(interface_name) == interface_text ? &kTable : nullptr; \
  }                                                                                \
  }                                                                                \
  extern "C" GAUNTLET_EXPORT const gauntlet_module* gauntlet_entry() {             \
    static const gauntlet_module kModule = {sizeof(gauntlet_module),               \
                                            GAUNTLET_ABI_VERSION,                  \
                                            GAUNTLET_MODULE_POLICY,                \
                                            0,                                     \
                                            GAUNTLET_CACHE_DOMAIN,                 \
                                            GAUNTLET_CACHE_FINGERPRINT,            \
                                            Query};                                \
    return &kModule;                                                               \
  }
#define GAUNTLET_NATIVE_POLICY(P) \
  GAUNTLET_NATIVE_MODULE(GAUNTLET_CACHE_POLICY_INTERFACE, gauntlet::cache_simulator::MakeTable<P>())
