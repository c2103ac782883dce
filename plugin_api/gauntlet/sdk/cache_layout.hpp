// The fingerprint of the cache domain: see layout.hpp.
#pragma once

#include <gauntlet/cache.h>

#include <gauntlet/sdk/layout.hpp>

GAUNTLET_LAYOUT_NAME(gauntlet_cache_config)
GAUNTLET_LAYOUT_NAME(gauntlet_cache_view)
GAUNTLET_LAYOUT_NAME(gauntlet_cache_request)
GAUNTLET_LAYOUT_NAME(gauntlet_cache_object)
GAUNTLET_LAYOUT_NAME(gauntlet_cache_pressure)

namespace gauntlet::cache::layout {

using gauntlet::layout::Hash;
using gauntlet::layout::Structure;

// Names are taken after macro expansion, so that a renamed field is another field.
#define F(name) s.template field<decltype(S::name)>(GAUNTLET_LAYOUT_TEXT(name), offsetof(S, name));

consteval bool config(Hash& hash) {
  using S = gauntlet_cache_config;
  Structure<S> s(hash, "config");
  F(struct_size)
  F(unit_size)
  F(capacity) F(seed) F(memory_budget_bytes) F(ghost_percent) F(reserved_zero) return s.complete();
}
consteval bool view(Hash& hash) {
  using S = gauntlet_cache_view;
  Structure<S> s(hash, "view");
  F(capacity) F(used) F(requests) F(misses) F(resident) F(slots) return s.complete();
}
consteval bool request(Hash& hash) {
  using S = gauntlet_cache_request;
  Structure<S> s(hash, "request");
  F(key)
  F(now)
  F(block_address) F(time_s) F(size) F(ttl_s) F(tenant) F(operation) F(reserved_zero) return s.complete();
}
consteval bool policy(Hash& hash) {
  using S = gauntlet_cache_policy;
  Structure<S> s(hash, "policy");
  F(struct_size)
  F(reserved_zero)
  F(create)
  F(destroy)
  F(on_hit) F(on_miss) F(admit) F(choose_victim) F(on_evict) F(on_insert) F(on_forget) return s.complete();
}
consteval bool object(Hash& hash) {
  using S = gauntlet_cache_object;
  Structure<S> s(hash, "object");
  F(now)
  F(inserted_at)
  F(last_access)
  F(gaps)
  F(past_evicted_at)
  F(past_priority) F(count) F(past_count) F(size) F(time_s) F(operation) F(tenant) return s.complete();
}
consteval bool pressure(Hash& hash) {
  using S = gauntlet_cache_pressure;
  Structure<S> s(hash, "pressure");
  F(view) F(last_evicted_priority) F(last_evicted_age) F(last_evicted_life) F(evictions) return s.complete();
}
consteval bool priority(Hash& hash) {
  using S = gauntlet_cache_priority;
  Structure<S> s(hash, "priority");
  F(struct_size) F(reserved_zero) F(create) F(destroy) F(priority) return s.complete();
}
#undef F

consteval void constants(Hash& hash) {
  hash.add(GAUNTLET_CACHE_DOMAIN);
  hash.add(GAUNTLET_CACHE_POLICY_INTERFACE);
  hash.add(GAUNTLET_CACHE_PRIORITY_INTERFACE);
  const uint64_t values[] = {uint64_t{GAUNTLET_CACHE_NO_SLOT},       uint64_t{GAUNTLET_CACHE_NO_ADDRESS},
                             uint64_t{GAUNTLET_CACHE_READ},          uint64_t{GAUNTLET_CACHE_WRITE},
                             uint64_t{GAUNTLET_CACHE_DELETE},        uint64_t{GAUNTLET_CACHE_EVICT_CAPACITY},
                             uint64_t{GAUNTLET_CACHE_EVICT_DELETED}, uint64_t{GAUNTLET_CACHE_EVICT_EXPIRED},
                             uint64_t{GAUNTLET_CACHE_GAPS}};
  for (const uint64_t value : values) hash.add(value);
}

// True if every structure is described without a hole.
consteval bool complete() {
  Hash hash;
  return config(hash) && view(hash) && request(hash) && policy(hash) && object(hash) && pressure(hash) &&
         priority(hash);
}

consteval uint64_t fingerprint() {
  static_assert(complete(), "layout: a field of cache.h is not described, or a structure has padding");
  Hash hash;
  config(hash), view(hash), request(hash), policy(hash), object(hash), pressure(hash), priority(hash);
  constants(hash);
  return hash.value();
}

}  // namespace gauntlet::cache::layout
