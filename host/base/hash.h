// Content names: 128-bit XXH3. Not cryptographic; names what we wrote, protects against accidents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gauntlet {

struct Hash128 {
  uint64_t high = 0;
  uint64_t low = 0;

  std::string Hex() const;                       // 32 lower-case digits
  static Hash128 FromHex(std::string_view hex);  // zero if it is not 32 hex digits
  bool IsZero() const { return high == 0 && low == 0; }
  friend auto operator<=>(const Hash128&, const Hash128&) = default;
};

Hash128 HashBytes(std::span<const std::byte> bytes);
Hash128 HashText(std::string_view text);

// One 64-bit number out of several, in order; for seeds of streams: MixSeed({campaign_seed, candidate}).
uint64_t MixSeed(std::initializer_list<uint64_t> parts);

}  // namespace gauntlet

template <>
struct std::hash<gauntlet::Hash128> {
  size_t operator()(const gauntlet::Hash128& h) const noexcept { return h.low; }
};
