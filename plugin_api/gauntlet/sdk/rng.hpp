// Seeded random numbers: the same seed gives the same numbers on every machine.
#pragma once

#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

// A 64-bit counter through a strong mixer (the finaliser published as SplitMix64). 8 bytes of state.
class Rng {
 public:
  constexpr explicit Rng(uint64_t seed = 0) : state_(seed) {}

  constexpr uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  // 0 <= result < bound; 0 when bound is 0. Off uniform by less than bound / 2^64.
  constexpr uint64_t below(uint64_t bound) {
    return static_cast<uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64);
  }
  // 0 <= result < 1, a multiple of 2^-53.
  constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  constexpr bool chance(double probability) { return unit() < probability; }

 private:
  uint64_t state_;
};

// Mixes a key into 64 well-spread bits: for tables and sketches of a policy's own.
constexpr uint64_t hash64(uint64_t key, uint64_t seed = 0) {
  uint64_t z = key + seed * 0x9e3779b97f4a7c15ull + 0x2545f4914f6cdd1dull;
  z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ull;
  z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ull;
  return z ^ (z >> 32);
}

}  // namespace gauntlet::sdk
