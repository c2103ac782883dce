// LHD, least hit density (Beckmann, Chen and Cidon, "LHD: Improving Cache Hit Rate by Maximizing Hit
// Density", NSDI '18): the victim is the one of a few sampled objects for which the fewest hits are expected
// per byte and unit of time that it would still stay. Expectations come from the hits and evictions seen at
// each age, apart for 16 classes of the sum of an object's last two ages at a hit.
//
// Parameters, as in libCacheSim: ages of 2^10 requests at first, adapted at the 6th and 26th re-estimation,
// up to 20,000 of them; a new estimate every 2^20 accesses, older counts fading by 0.9; 8 candidates, 32
// after the 51st estimate, and the last 8 objects that came in looking like victims; one access in 32 makes
// an object an explorer that is not evicted, within 1 % of the capacity, until the 50th. Before the first
// estimate an object of class c and age a counts as (c + 17) / (a + 1).
//
// Agrees with libCacheSim's LHD miss for miss: its random numbers (Lehmer's generator in 128 bits, Lemire's
// multiplier, seed 1) are drawn here in the same order, not from the seed of the run; all rates are floats as
// there. Memory: 3.8 MB.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/slot_table.hpp>

class Lhd : public gauntlet::cache::Policy {
 public:
  explicit Lhd(const Config& config)
      : explorer_budget_(static_cast<int64_t>(static_cast<float>(config.capacity) * 0.01f)) {
    for (uint32_t c = 0; c < kClasses; ++c) {
      for (uint32_t a = 0; a < kAges; ++a) {
        classes_[c].density[a] = static_cast<float>(static_cast<double>(c + 17) / static_cast<double>(a + 1));
      }
    }
  }

  void on_hit(Slot slot, const Request& request) {
    Object& object = objects_[slot];
    const uint64_t age = age_of(object);
    class_of(object).hits[age] += 1;
    if (object.explorer) refund(object);
    object.older_hit_age = object.hit_age;
    object.hit_age = age;
    accessed(object, request);
    ++time_;
    if (time_ % kAccessesPerEstimate == 0) estimate();
  }

  Slot choose_victim(const Request&) {
    Slot victim = gauntlet::cache::kNoSlot;
    float lowest = kInfinite;
    const auto look_at = [&](Slot slot) {
      const float density = density_of(objects_[slot]);
      if (density < lowest || victim == gauntlet::cache::kNoSlot) {
        victim = slot;
        lowest = density;
      }
    };
    const int candidates = estimates_ > 50 ? 32 : 8;
    for (int i = 0; i < candidates; ++i) look_at(residents_[static_cast<Slot>(random() % resident_count_)]);
    for (const Suspect& suspect : suspects_) {
      if (suspect.known && objects_[suspect.slot].key == suspect.key && objects_[suspect.slot].resident) {
        look_at(suspect.slot);
      }
    }
    victim_density_ = kFading * victim_density_ + (1 - kFading) * lowest;
    return victim;
  }

  void on_evict(Slot slot, EvictReason reason) {
    Object& object = objects_[slot];
    object.resident = false;
    if (reason == EvictReason::kCapacity) class_of(object).evictions[age_of(object)] += 1;
    if (object.explorer) refund(object);
    const Slot last = residents_[--resident_count_];
    residents_[object.place] = last;
    objects_[last].place = object.place;
  }

  void on_insert(Slot slot, const Request& request) {
    Object& object = objects_[slot];
    object = {};
    object.key = request.key;
    object.resident = true;
    object.older_hit_age = kAges;
    object.place = resident_count_++;
    residents_[object.place] = slot;
    for (Suspect& suspect : suspects_) {
      if (suspect.known && suspect.key == request.key) suspect.slot = slot;
    }
    const bool explores = accessed(object, request);
    if (!explores && density_of(object) < victim_density_) {
      suspects_[suspect_count_++ % kSuspects] = {request.key, slot, true};
    }
    ++time_;
    if (time_ % kAccessesPerEstimate == 0) estimate();
  }

 private:
  static constexpr uint32_t kClasses = 16;
  static constexpr uint32_t kAges = 20000;
  static constexpr uint32_t kSuspects = 8;
  static constexpr uint64_t kAccessesPerEstimate = 1 << 20;
  static constexpr float kFading = 0.9f;
  static constexpr float kInfinite = 3.40282347e+38f;

  struct Object {
    uint64_t key = 0;
    uint64_t accessed_at = 0;
    uint64_t hit_age = 0;        // at the last hit
    uint64_t older_hit_age = 0;  // at the one before
    uint32_t place = 0;          // in residents_
    float size = 0;
    bool explorer = false;
    bool resident = false;
  };
  struct Class {
    float hits[kAges];  // by age
    float evictions[kAges];
    float density[kAges];
  };
  // An object that looked like a victim when it came in.
  struct Suspect {
    uint64_t key = 0;
    Slot slot = 0;
    bool known = false;
  };

  uint64_t random() {
    random_ *= 0xda942042e4dd58b5ull;
    return static_cast<uint64_t>(random_ >> 64);
  }
  uint64_t age_of(const Object& object) const {
    return gauntlet::sdk::min<uint64_t>((time_ - object.accessed_at) >> age_shift_, kAges - 1);
  }
  // Roughly the logarithm of kAges / age.
  Class& class_of(const Object& object) {
    uint64_t age = object.hit_age + object.older_hit_age;
    if (age == 0) return classes_[kClasses - 1];
    uint32_t c = 0;
    for (; age < kAges && c < kClasses - 1; age <<= 1) ++c;
    return classes_[c];
  }
  float density_of(const Object& object) {
    const uint64_t age = age_of(object);
    if (age == kAges - 1) return -kInfinite;
    const float density = class_of(object).density[age] / object.size;
    return object.explorer ? static_cast<float>(density + 1.0) : density;
  }
  void refund(const Object& object) {
    explorer_budget_ = static_cast<int64_t>(static_cast<float>(explorer_budget_) + object.size);
  }
  // What insertions and hits have in common. Returns whether the dice said explorer, which the budget may
  // deny.
  bool accessed(Object& object, const Request& request) {
    object.accessed_at = time_;
    object.size = static_cast<float>(request.size);
    const bool explores = random() % 32 == 0;
    object.explorer = explores && explorer_budget_ > 0 && estimates_ < 50;
    if (object.explorer) {
      explorer_budget_ = static_cast<int64_t>(static_cast<float>(explorer_budget_) - object.size);
    }
    return explores;
  }

  void estimate() {
    for (Class& c : classes_) {
      for (uint32_t a = 0; a < kAges; ++a) {
        c.hits[a] *= kFading;
        c.evictions[a] *= kFading;
      }
    }
    adapt_ages();
    for (Class& c : classes_) model(c);
    ++estimates_;
  }
  // Hits still to come over time still to be spent, for every age; from the oldest back, so that one pass is
  // enough.
  static void model(Class& c) {
    float events = c.hits[kAges - 1] + c.evictions[kAges - 1];
    float hits = c.hits[kAges - 1];
    float lifetime = events;
    for (uint32_t a = kAges - 1; a-- > 0;) {
      hits += c.hits[a];
      events += c.hits[a] + c.evictions[a];
      lifetime += events;
      c.density[a] = events > 1e-5 ? hits / lifetime : 0.0f;
    }
  }
  // Chooses the unit of age so that few objects outlive the scale, and moves the counts to the new scale.
  void adapt_ages() {
    mean_residents_ = mean_residents_ * kFading + static_cast<float>(resident_count_);
    mean_weight_ = mean_weight_ * kFading + 1.0f;
    if (estimates_ != 5 && estimates_ != 25) return;
    const float unit = mean_residents_ / mean_weight_ / (0.01f * kAges);
    int shift = 1;
    while (static_cast<float>(1 << shift) < unit) ++shift;
    const int finer = age_shift_ - shift;
    age_shift_ = shift;
    mean_residents_ *= 8;
    mean_weight_ *= 8;
    for (Class& c : classes_) {
      if (finer > 0) stretch(c.hits, finer), stretch(c.evictions, finer);
      if (finer < 0) compress(c.hits, -finer), compress(c.evictions, -finer);
    }
  }
  static void stretch(float* counts, int shift) {
    for (uint32_t a = kAges >> shift; a < kAges - 1; ++a) counts[kAges - 1] += counts[a];
    for (uint32_t a = kAges - 1; a-- > 0;) counts[a] = counts[a >> shift] / static_cast<float>(1 << shift);
  }
  static void compress(float* counts, int shift) {
    for (uint32_t a = 0; a < kAges >> shift; ++a) {
      float sum = counts[a << shift];
      for (uint32_t i = 1; i < 1u << shift; ++i) sum += counts[(a << shift) + i];
      counts[a] = sum;
    }
    for (uint32_t a = kAges >> shift; a < kAges - 1; ++a) counts[a] = 0;
  }

  uint64_t time_ = 0;  // accesses served
  int age_shift_ = 10;
  int estimates_ = 0;
  uint32_t resident_count_ = 0;
  float mean_residents_ = 0;  // sums whose ratio is the mean
  float mean_weight_ = 0;
  float victim_density_ = 0;  // fading mean
  int64_t explorer_budget_;   // bytes
  uint32_t suspect_count_ = 0;
  unsigned __int128 random_ = 1;
  Suspect suspects_[kSuspects] = {};
  Class classes_[kClasses] = {};
  gauntlet::sdk::SlotTable<Object> objects_;
  gauntlet::sdk::SlotTable<Slot> residents_;  // residents_[place], in no order
};
GAUNTLET_CACHE_POLICY(Lhd)
