#include "host/trace/key_stream.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "host/trace/fixed_math.h"

namespace gauntlet {
namespace {

constexpr uint64_t kMostRequests = 1ull << 40;

// Draws rank r of n with probability proportional to (r + 1)^-alpha.
class ZipfRanks {
 public:
  ZipfRanks(uint64_t n, double alpha) : sums_(n), guide_(n + 1) {
    double sum = 0;
    for (uint64_t r = 0; r < n; ++r) sums_[r] = sum += FixedPow(static_cast<double>(r + 1), -alpha);
    size_t rank = 0;
    for (uint64_t g = 0; g <= n;
         ++g) {  // guide_[g]: the first rank a draw in the g-th of n equal parts can fall on
      while (rank + 1 < n && sums_[rank] < sum * (static_cast<double>(g) / static_cast<double>(n))) ++rank;
      guide_[g] = static_cast<uint32_t>(rank);
    }
  }
  uint64_t Draw(Rng& rng) const {
    const double unit = rng.Unit();
    size_t rank = guide_[static_cast<size_t>(unit * static_cast<double>(sums_.size()))];
    const double at = unit * sums_.back();
    while (rank > 0 && sums_[rank - 1] > at) --rank;  // rounding at the edge of a part
    while (rank + 1 < sums_.size() && sums_[rank] <= at) ++rank;
    return rank;
  }

 private:
  std::vector<double> sums_;
  std::vector<uint32_t> guide_;
};

struct Drift {
  uint64_t every = 0;  // 0: none
  uint64_t swaps = 0;  // ranks
  uint64_t fresh = 0;
};

class ZipfStream : public KeyStream {
 public:
  ZipfStream(uint64_t objects, double alpha, Drift drift, uint64_t seed)
      : rng_(seed), ranks_(objects, alpha), object_(objects), drift_(drift) {
    std::iota(object_.begin(), object_.end(), 0);
    for (size_t i = objects; i > 1; --i) std::swap(object_[i - 1], object_[rng_.Below(i)]);
  }
  uint64_t Next() override {
    if (drift_.every != 0 && served_ != 0 && served_ % drift_.every == 0) Move();
    ++served_;
    return object_[ranks_.Draw(rng_)];
  }

 private:
  void Move() {
    const uint64_t n = object_.size();
    for (uint64_t i = 0; i < drift_.swaps; ++i) {
      const uint64_t a = rng_.Below(n), b = rng_.Below(n);
      std::swap(object_[a], object_[b]);
    }
    for (uint64_t i = 0; i < drift_.fresh; ++i) object_[rng_.Below(n)] = next_fresh_++;
  }

  Rng rng_;
  ZipfRanks ranks_;
  std::vector<uint64_t> object_;  // by rank
  Drift drift_;
  uint64_t served_ = 0;
  uint64_t next_fresh_ = kFreshObjects;
};

class ScanStream : public KeyStream {
 public:
  ScanStream(uint64_t length, uint64_t objects, uint64_t seed)
      : rng_(seed), length_(length), objects_(objects) {}
  uint64_t Next() override {
    if (objects_ == 0) return kFreshObjects + served_++;
    if (served_++ % length_ == 0) start_ = rng_.Below(objects_);
    return (start_ + (served_ - 1) % length_) % objects_;
  }

 private:
  Rng rng_;
  uint64_t length_, objects_;
  uint64_t served_ = 0, start_ = 0;
};

class LoopStream : public KeyStream {
 public:
  LoopStream(uint64_t objects, uint64_t shift) : objects_(objects), shift_(shift) {}
  uint64_t Next() override {
    const uint64_t round = served_ / objects_, step = served_ % objects_;
    ++served_;
    return round * shift_ + step;
  }

 private:
  uint64_t objects_, shift_, served_ = 0;
};

class BurstStream : public KeyStream {
 public:
  BurstStream(uint64_t hot, uint64_t length, uint64_t seed) : rng_(seed), hot_(hot), length_(length) {}
  uint64_t Next() override { return kFreshObjects + served_++ / length_ * hot_ + rng_.Below(hot_); }

 private:
  Rng rng_;
  uint64_t hot_, length_, served_ = 0;
};

class OneHitStream : public KeyStream {
 public:
  uint64_t Next() override { return kFreshObjects + served_++; }

 private:
  uint64_t served_ = 0;
};

Result<Drift> ReadDrift(GeneratorOptions& options, uint64_t objects) {
  const Json* value = options.Find("drift");
  if (value == nullptr) return Drift{};
  GeneratorOptions drift(*value, options.where() + ".drift");
  GAUNTLET_TRY(const uint64_t every, drift.Whole("every", 1, kMostRequests));
  GAUNTLET_TRY(const double swap, drift.Real("swap", 0, 1, 0));
  GAUNTLET_TRY(const double fresh, drift.Real("fresh", 0, 1, 0));
  GAUNTLET_CHECK_OK(drift.NothingElse());
  const auto share = [&](double part) {
    return static_cast<uint64_t>(part * static_cast<double>(objects) + 0.5);
  };
  return Drift{every, share(swap), share(fresh)};
}

Result<std::unique_ptr<KeyStream>> OpenZipf(GeneratorOptions& options, uint64_t seed) {
  GAUNTLET_TRY(const uint64_t objects, options.Whole("objects", 1, kMostObjects));
  GAUNTLET_TRY(const double alpha, options.Real("alpha", 0, 10, 1.0));
  GAUNTLET_TRY(const Drift drift, ReadDrift(options, objects));
  return std::make_unique<ZipfStream>(objects, alpha, drift, seed);
}

Result<std::unique_ptr<KeyStream>> OpenScan(GeneratorOptions& options, uint64_t seed) {
  GAUNTLET_TRY(const uint64_t length, options.Whole("length", 1, kMostRequests));
  GAUNTLET_TRY(const uint64_t objects, options.Whole("objects", 1, kFreshObjects, 0));
  return std::make_unique<ScanStream>(length, objects, seed);
}

Result<std::unique_ptr<KeyStream>> OpenLoop(GeneratorOptions& options, uint64_t) {
  GAUNTLET_TRY(const uint64_t objects, options.Whole("objects", 1, kMostObjects));
  GAUNTLET_TRY(const uint64_t shift, options.Whole("shift", 0, objects, 0));
  return std::make_unique<LoopStream>(objects, shift);
}

Result<std::unique_ptr<KeyStream>> OpenBurst(GeneratorOptions& options, uint64_t seed) {
  GAUNTLET_TRY(const uint64_t hot, options.Whole("hot", 1, kMostObjects));
  GAUNTLET_TRY(const uint64_t length, options.Whole("length", 1, kMostRequests));
  return std::make_unique<BurstStream>(hot, length, seed);
}

Result<std::unique_ptr<KeyStream>> OpenOneHit(GeneratorOptions&, uint64_t) {
  return std::make_unique<OneHitStream>();
}

struct Kind {
  std::string_view name;
  Result<std::unique_ptr<KeyStream>> (*open)(GeneratorOptions&, uint64_t seed);
};
constexpr Kind kKinds[] = {{"zipf", &OpenZipf},
                           {"scan", &OpenScan},
                           {"loop", &OpenLoop},
                           {"burst", &OpenBurst},
                           {"one_hit", &OpenOneHit}};

}  // namespace

Result<std::unique_ptr<KeyStream>> OpenKeyStream(const std::string& kind, GeneratorOptions& options,
                                                 uint64_t seed) {
  for (const Kind& known : kKinds) {
    if (known.name == kind) return known.open(options, seed);
  }
  std::string names;
  for (const Kind& known : kKinds) names += std::string(known.name) + ", ";
  return options.Wrong(fmt::format("unknown kind '{}'; there are: {}mix", kind, names));
}

}  // namespace gauntlet
