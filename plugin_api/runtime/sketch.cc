// The far side of sdk/sketch.hpp.
#include <gauntlet/sdk/sketch.hpp>

namespace gauntlet::sdk {

CountMinSketch::CountMinSketch(uint64_t counters, uint64_t period) {
  uint64_t words = 4;
  while (words * 16 < counters && words < (1ull << 40)) words *= 2;
  words_ = static_cast<uint64_t*>(::operator new(words * 8));
  mask_ = words - 1;
  period_ = period != 0 ? period : 160 * words;
  clear();
}
namespace {

// Row r of a sketch has a quarter of the words to itself: the words r modulo 4. Keys that meet in one row
// part in the next.
inline uint64_t WordOf(uint64_t hash, int row, uint64_t mask) {
  const uint64_t step = (hash * 0x9e3779b97f4a7c15ull) >> 16;
  return (((hash >> 16) + static_cast<uint64_t>(row) * step) & mask & ~3ull) | static_cast<uint64_t>(row);
}
inline int ShiftOf(uint64_t hash, int row) { return static_cast<int>(hash >> (4 * row) & 15) * 4; }

}  // namespace

uint32_t CountMinSketch::estimate(uint64_t key) const noexcept {
  const uint64_t hash = hash64(key);
  uint32_t least = 15;
  for (int row = 0; row < 4; ++row) {
    least = min(least, static_cast<uint32_t>(words_[WordOf(hash, row, mask_)] >> ShiftOf(hash, row) & 15));
  }
  return least;
}
bool CountMinSketch::add(uint64_t key) noexcept {
  const uint64_t hash = hash64(key);
  const uint64_t least = estimate(key);
  if (least < 15) {
    for (int row = 0; row < 4; ++row) {
      uint64_t& place = words_[WordOf(hash, row, mask_)];
      if ((place >> ShiftOf(hash, row) & 15) == least) place += 1ull << ShiftOf(hash, row);
    }
  }
  if (++additions_ < period_) return false;
  halve();
  return true;
}
void CountMinSketch::halve() noexcept {
  for (uint64_t i = 0; i <= mask_; ++i) words_[i] = words_[i] >> 1 & 0x7777777777777777ull;
  additions_ /= 2;
}
void CountMinSketch::clear() noexcept {
  for (uint64_t i = 0; i <= mask_; ++i) words_[i] = 0;
  additions_ = 0;
}

BloomFilter::BloomFilter(uint64_t expected) {
  uint64_t words = 1;
  while (words * 8 < expected && words < (1ull << 40)) words *= 2;
  words_ = static_cast<uint64_t*>(::operator new(words * 8));
  mask_ = words * 64 - 1;
  clear();
}
bool BloomFilter::contains(uint64_t key) const noexcept {
  uint64_t hash = hash64(key);
  const uint64_t step = (hash >> 32) | 1;
  for (int probe = 0; probe < kProbes; ++probe, hash += step) {
    if ((words_[(hash & mask_) >> 6] >> (hash & 63) & 1) == 0) return false;
  }
  return true;
}
bool BloomFilter::add(uint64_t key) noexcept {
  bool present = true;
  uint64_t hash = hash64(key);
  const uint64_t step = (hash >> 32) | 1;
  for (int probe = 0; probe < kProbes; ++probe, hash += step) {
    uint64_t& place = words_[(hash & mask_) >> 6];
    const uint64_t bit = 1ull << (hash & 63);
    present = present && (place & bit) != 0;
    place |= bit;
  }
  return present;
}
void BloomFilter::clear() noexcept {
  for (uint64_t i = 0; i <= mask_ >> 6; ++i) words_[i] = 0;
}

}  // namespace gauntlet::sdk
