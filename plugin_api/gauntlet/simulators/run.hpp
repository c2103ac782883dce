// What runs of different kinds have in common, for a domain that chooses between several.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>

namespace gauntlet::simulators {

// A seed of its own for each purpose of a run's seed.
inline uint64_t MixSeed(uint64_t seed, uint64_t purpose) {
  uint64_t z = seed + purpose * 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

// A run as the module's functions see it. It lives in memory of the host, so nothing ever deletes it.
class Run {
 public:
  virtual int32_t Start(const gauntlet_host* host) = 0;
  virtual int32_t Feed(const gauntlet_block& block) = 0;
  virtual int32_t Finish(gauntlet_result* result) = 0;
  virtual void End() = 0;

 protected:
  ~Run() = default;
};

}  // namespace gauntlet::simulators
