// Approximate memories of many keys in few bits: how often a key was seen (CountMinSketch), and whether (BloomFilter).
// Keys are 64-bit, as Request::key; both answer never too little, sometimes too much.
#pragma once

#include <gauntlet/sdk/rng.hpp>
#include <gauntlet/sdk/support.hpp>

namespace gauntlet::sdk {

// Counts up to 15, four counters of 4 bits a key, and halves everything after `period` additions, so that old
// popularity fades (the aging of "TinyLFU: A Highly Efficient Cache Admission Policy", 2017).
// Memory: 8 bytes for every 16 counters. Ask for as many counters as the cache holds objects, or more.
class CountMinSketch {
 public:
  // `counters` is rounded up to a power of two; a period of 0 means ten times the counters.
  explicit CountMinSketch(uint64_t counters, uint64_t period = 0) {
    uint64_t words = 4;
    while (words * 16 < counters && words < (1ull << 40)) words *= 2;
    words_ = static_cast<uint64_t*>(::operator new(words * 8));
    mask_ = words - 1;
    period_ = period != 0 ? period : 160 * words;
    clear();
  }
  ~CountMinSketch() { ::operator delete(words_); }
  CountMinSketch(const CountMinSketch&) = delete;
  CountMinSketch& operator=(const CountMinSketch&) = delete;

  // How often the key was added since everything before was halved away; never too low, at most 15.
  uint32_t estimate(uint64_t key) const {
    const uint64_t hash = hash64(key);
    uint32_t least = 15;
    for (int row = 0; row < 4; ++row) {
      least = min(least, static_cast<uint32_t>(words_[word(hash, row)] >> shift(hash, row) & 15));
    }
    return least;
  }
  // Raises the lowest of the key's counters. True: everything was halved now.
  bool add(uint64_t key) {
    const uint64_t hash = hash64(key);
    const uint64_t least = estimate(key);
    if (least < 15) {
      for (int row = 0; row < 4; ++row) {
        uint64_t& place = words_[word(hash, row)];
        if ((place >> shift(hash, row) & 15) == least) place += 1ull << shift(hash, row);
      }
    }
    if (++additions_ < period_) return false;
    halve();
    return true;
  }
  void halve() {
    for (uint64_t i = 0; i <= mask_; ++i) words_[i] = words_[i] >> 1 & 0x7777777777777777ull;
    additions_ /= 2;
  }
  void clear() {
    for (uint64_t i = 0; i <= mask_; ++i) words_[i] = 0;
    additions_ = 0;
  }

 private:
  // Row r has a quarter of the words to itself: the words r modulo 4. Keys that meet in one row part in the next.
  uint64_t word(uint64_t hash, int row) const {
    const uint64_t step = (hash * 0x9e3779b97f4a7c15ull) >> 16;
    return (((hash >> 16) + static_cast<uint64_t>(row) * step) & mask_ & ~3ull) | static_cast<uint64_t>(row);
  }
  static int shift(uint64_t hash, int row) { return static_cast<int>(hash >> (4 * row) & 15) * 4; }

  uint64_t* words_ = nullptr;
  uint64_t mask_ = 0;
  uint64_t additions_ = 0;
  uint64_t period_ = 0;
};

// A set that may say yes to a key it never saw: to about 1 in 50 when it holds `expected` keys, at one byte a key.
class BloomFilter {
 public:
  explicit BloomFilter(uint64_t expected) {
    uint64_t words = 1;
    while (words * 8 < expected && words < (1ull << 40)) words *= 2;
    words_ = static_cast<uint64_t*>(::operator new(words * 8));
    mask_ = words * 64 - 1;
    clear();
  }
  ~BloomFilter() { ::operator delete(words_); }
  BloomFilter(const BloomFilter&) = delete;
  BloomFilter& operator=(const BloomFilter&) = delete;

  bool contains(uint64_t key) const {
    uint64_t hash = hash64(key);
    const uint64_t step = (hash >> 32) | 1;
    for (int probe = 0; probe < kProbes; ++probe, hash += step) {
      if ((words_[(hash & mask_) >> 6] >> (hash & 63) & 1) == 0) return false;
    }
    return true;
  }
  // True: it was there already, or seemed to be. The first sight of a key makes a doorkeeper of this.
  bool add(uint64_t key) {
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
  void clear() {
    for (uint64_t i = 0; i <= mask_ >> 6; ++i) words_[i] = 0;
  }

 private:
  static constexpr int kProbes = 5;
  uint64_t* words_ = nullptr;
  uint64_t mask_ = 0;
};

}  // namespace gauntlet::sdk
