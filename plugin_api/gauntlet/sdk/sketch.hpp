// Approximate memories of many keys in few bits: how often a key was seen (CountMinSketch), and whether
// (BloomFilter). Keys are 64-bit, as Request::key; both answer never too little, sometimes too much.
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
  GAUNTLET_SDK_HIDDEN explicit CountMinSketch(uint64_t counters, uint64_t period = 0);
  ~CountMinSketch() { ::operator delete(words_); }
  CountMinSketch(const CountMinSketch&) = delete;
  CountMinSketch& operator=(const CountMinSketch&) = delete;

  // How often the key was added since everything before was halved away; never too low, at most 15.
  GAUNTLET_SDK_HIDDEN uint32_t estimate(uint64_t key) const noexcept;
  // Raises the lowest of the key's counters. True: everything was halved now.
  GAUNTLET_SDK_HIDDEN bool add(uint64_t key) noexcept;
  GAUNTLET_SDK_HIDDEN void halve() noexcept;
  GAUNTLET_SDK_HIDDEN void clear() noexcept;

 private:
  uint64_t* words_ = nullptr;
  uint64_t mask_ = 0;
  uint64_t additions_ = 0;
  uint64_t period_ = 0;
};

// A set that may say yes to a key it never saw: to about 1 in 50 when it holds `expected` keys, at one byte a
// key.
class BloomFilter {
 public:
  GAUNTLET_SDK_HIDDEN explicit BloomFilter(uint64_t expected);
  ~BloomFilter() { ::operator delete(words_); }
  BloomFilter(const BloomFilter&) = delete;
  BloomFilter& operator=(const BloomFilter&) = delete;

  GAUNTLET_SDK_HIDDEN bool contains(uint64_t key) const noexcept;
  // True: it was there already, or seemed to be. The first sight of a key makes a doorkeeper of this.
  GAUNTLET_SDK_HIDDEN bool add(uint64_t key) noexcept;
  GAUNTLET_SDK_HIDDEN void clear() noexcept;

 private:
  static constexpr int kProbes = 5;
  uint64_t* words_ = nullptr;
  uint64_t mask_ = 0;
};

}  // namespace gauntlet::sdk
