// Cache traces for tests and benchmarks: from requests in memory, and from the raw formats of ../shared/data,
// without the host's readers, so that the two can be compared.
#pragma once

#include <gauntlet/cache_trace.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "host/base/result.h"

namespace gauntlet::cache_simulator {

// A request with the identity that its trace gives it.
struct RawRequest {
  uint64_t id = 0;
  uint32_t size_bytes = 1;
  uint32_t time_s = 0;
  uint16_t tenant = 0;
  uint8_t operation = 0;
  uint32_t ttl_s = 0;  // extended records only
  uint64_t block_address = 0;
};

// The bytes of a cache workload: objects numbered by first appearance.
std::vector<uint8_t> BuildTrace(std::span<const RawRequest> requests, bool extended = false);

// Compressed files (.xz, .gz) are unpacked.
Result<std::vector<RawRequest>> ReadOracleGeneral(const std::filesystem::path& path);
// Big-endian keys of `key_bytes` 4 or 8, unit size, time in requests.
Result<std::vector<RawRequest>> ReadBigEndianKeys(const std::filesystem::path& path, size_t key_bytes);
// One decimal key a line; other lines are left out.
Result<std::vector<RawRequest>> ReadLirsText(const std::filesystem::path& path);

// Seeded requests: Zipf-like popularity over `objects`, sizes 1 to `max_size_bytes`, which stay with the
// object.
std::vector<RawRequest> GenerateZipf(uint64_t requests, uint64_t objects, double exponent,
                                     uint32_t max_size_bytes, uint64_t seed);

}  // namespace gauntlet::cache_simulator
