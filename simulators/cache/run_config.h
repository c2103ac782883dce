// What a run knows of its workload. It crosses into the candidate's process, so it holds nothing of the
// future: no footprint, no length, no name.
#pragma once

#include <cstdint>
#include <type_traits>

namespace gauntlet::cache_simulator {

inline constexpr uint32_t kRunConfigVersion = 1;

struct RunConfig {
  uint32_t version = kRunConfigVersion;
  uint32_t record_bytes = 0;  // of gauntlet_cache_record or its extended form
  uint64_t capacity = 0;      // bytes, or objects at unit size
  uint64_t warmup_requests = 0;
  uint32_t ghost_percent = 100;
  uint8_t unit_size = 0;
  uint8_t honour_operations = 0;  // deletes delete
  uint8_t honour_ttl = 0;         // what has outlived its time to live is a miss
  uint8_t reserved_zero = 0;
};
static_assert(std::is_trivially_copyable_v<RunConfig> && sizeof(RunConfig) == 32);

}  // namespace gauntlet::cache_simulator
