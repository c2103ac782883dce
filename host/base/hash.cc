#include "host/base/hash.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <charconv>

namespace gauntlet {

std::string Hash128::Hex() const { return fmt::format("{:016x}{:016x}", high, low); }

Hash128 Hash128::FromHex(std::string_view hex) {
  Hash128 out;
  if (hex.size() != 32) return {};
  const char* p = hex.data();
  auto a = std::from_chars(p, p + 16, out.high, 16);
  auto b = std::from_chars(p + 16, p + 32, out.low, 16);
  if (a.ptr != p + 16 || b.ptr != p + 32) return {};
  return out;
}

Hash128 HashBytes(std::span<const std::byte> bytes) {
  const XXH128_hash_t h = XXH3_128bits(bytes.data(), bytes.size());
  return {h.high64, h.low64};
}

Hash128 HashText(std::string_view text) {
  return HashBytes(std::as_bytes(std::span(text.data(), text.size())));
}

uint64_t MixSeed(std::initializer_list<uint64_t> parts) {
  return XXH3_64bits(parts.begin(), parts.size() * sizeof(uint64_t));
}

}  // namespace gauntlet
