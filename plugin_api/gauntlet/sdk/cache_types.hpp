// The words of the cache domain for C++ policies: what cache.h declares, under shorter names.
#pragma once

#include <gauntlet/cache.h>

#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/sdk/support.hpp>

namespace gauntlet::cache {

using Slot = uint32_t;
using Config = gauntlet_cache_config;      // capacity, unit_size, seed, memory_budget_bytes, ghost_percent
using Request = gauntlet_cache_request;    // key, now, size, time_s, ttl_s, operation, tenant, block_address
using View = gauntlet_cache_view;          // capacity, used, requests, misses, resident, slots
using Object = gauntlet_cache_object;      // what a priority function sees of an object
using Pressure = gauntlet_cache_pressure;  // and of the cache

inline constexpr Slot kNoSlot = GAUNTLET_CACHE_NO_SLOT;
inline constexpr uint64_t kNoAddress = GAUNTLET_CACHE_NO_ADDRESS;
inline constexpr uint32_t kRead = GAUNTLET_CACHE_READ;
inline constexpr uint32_t kWrite = GAUNTLET_CACHE_WRITE;
inline constexpr uint32_t kDelete = GAUNTLET_CACHE_DELETE;

// Why an object left the cache.
enum class EvictReason : uint32_t {
  kCapacity = GAUNTLET_CACHE_EVICT_CAPACITY,  // it was chosen as a victim
  kDeleted = GAUNTLET_CACHE_EVICT_DELETED,    // the workload deleted it
  kExpired = GAUNTLET_CACHE_EVICT_EXPIRED,    // its time to live had passed when it was asked for
};

namespace detail {
// What the object under construction is lent; read by the bases' constructors.
struct Lent {
  const View* view;
  const gauntlet_host* host;
  uint64_t seed;
};
GAUNTLET_SDK_HIDDEN inline Lent lent = {};
}  // namespace detail

}  // namespace gauntlet::cache
