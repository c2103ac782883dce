// W-TinyLFU (Einziger, Friedman and Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", ACM TOS
// 2017): new objects enter a small LRU window. What the window pushes out enters the main cache, a segmented
// LRU, if a sketch of access counts says that it is asked for more often than the main cache's next victim.
//
// Parameters, as in libCacheSim: window 1 % of the capacity, main cache in two segments of 1/5 and 4/5; what
// is larger than the window or the lower segment is not admitted. The sketch has 10 hashes over 14.4 counters
// for each unit of the main cache's capacity (here 2^22 at most); it counts insertions, hits in the main
// cache and departures from the window, and is halved after 32 x capacity hits.
//
// Differs from libCacheSim's WTinyLFU by up to 0.03 points in bytes and 0.3 in objects. In bytes its sketch
// has up to 2^31 counters, and both count nearly exactly; what remains is that one departure there may evict
// several objects: here they wait in kGone and are the next victims, and one that is asked for before is a
// hit here and a miss there. In objects the sketch is crowded and its errors decide; they hang on a hash of
// the object's number, which a policy here never sees.
//
// Memory: up to 16 MB for the sketch.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/slot_lists.hpp>
#include <gauntlet/sdk/slot_table.hpp>
#include <gauntlet/sdk/vec.hpp>

class WTinyLfu : public gauntlet::cache::Policy {
 public:
  explicit WTinyLfu(const Config& config)
      : capacity_(config.capacity),
        window_capacity_(static_cast<uint64_t>(static_cast<double>(config.capacity) * 0.01)),
        main_capacity_(config.capacity - window_capacity_),
        share_{static_cast<uint64_t>(1.0 / 5 * static_cast<double>(main_capacity_)),
               static_cast<uint64_t>(4.0 / 5 * static_cast<double>(main_capacity_))},
        counters_(static_cast<uint64_t>(gauntlet::sdk::clamp(
            kCountersPerUnit * static_cast<double>(main_capacity_) + 1.0, 2.0 * kHashes, kMostCounters))) {}

  void on_hit(Slot slot, const Request& request) {
    const uint32_t list = lists_.list_of(slot);
    if (list == kWindow) {
      lists_.move_to_front(slot);
    } else if (list == kGone) {
      while (main_bytes() + bytes_[kWindow] + objects_[slot].size > capacity_) let_go();
      take(slot);
      put(slot, kWindow);
      count(request.key);
    } else {
      promote(slot);
      count(request.key);
      if (++main_hits_ % (32 * main_capacity_) == 0) {
        for (uint32_t& counter : counters_) counter /= 2;
      }
    }
  }
  bool admit(Slot, const Request& request) {
    return request.size <= window_capacity_ && request.size <= share_[kLower];
  }
  void on_insert(Slot slot, const Request& request) {
    objects_[slot] = {request.key, request.size};
    put(slot, kWindow);
    count(request.key);
  }
  Slot choose_victim(const Request&) {
    if (lists_.empty(kGone)) let_go();
    return lists_.back(kGone);
  }
  void on_evict(Slot slot, EvictReason) { take(slot); }

 private:
  // The segments of the main cache, the window, and what is resident but in neither any more.
  enum List : uint32_t { kLower, kUpper, kWindow, kGone };
  static constexpr uint32_t kHashes = 10;
  static constexpr double kCountersPerUnit = 14.3775875;  // a Bloom filter's, for one error in a thousand
  static constexpr double kMostCounters = 1 << 22;
  struct Object {
    uint64_t key = 0;
    uint64_t size = 0;
  };

  uint64_t main_bytes() const { return bytes_[kLower] + bytes_[kUpper]; }
  void put(Slot slot, List list) {
    lists_.push_front(list, slot);
    bytes_[list] += objects_[slot].size;
  }
  void take(Slot slot) {
    bytes_[lists_.list_of(slot)] -= objects_[slot].size;
    lists_.remove(slot);
  }

  // A hit in the main cache.
  void promote(Slot slot) {
    if (lists_.list_of(slot) == kUpper) return lists_.move_to_front(slot);
    take(slot);
    put(slot, kUpper);
    while (bytes_[kUpper] > share_[kUpper]) {
      const Slot coldest = lists_.back(kUpper);
      take(coldest);
      put(coldest, kLower);
      while (bytes_[kLower] > share_[kLower]) let_go_of_main();
    }
  }
  Slot next_of_main() const { return lists_.back(lists_.empty(kLower) ? kUpper : kLower); }
  void let_go_of_main() {
    const Slot slot = next_of_main();
    take(slot);
    put(slot, kGone);
  }
  // Into the lower segment that has room, or else into the lower one.
  void enter_main(Slot slot) {
    const uint64_t size = objects_[slot].size;
    if (bytes_[kLower] + size <= share_[kLower]) return put(slot, kLower);
    if (bytes_[kUpper] + size <= share_[kUpper]) return put(slot, kUpper);
    while (main_bytes() + size > main_capacity_) let_go_of_main();
    put(slot, kLower);
  }
  // The window's oldest enter the main cache until one of them is refused and leaves.
  void let_go() {
    while (!lists_.empty(kWindow)) {
      const Slot slot = lists_.back(kWindow);
      const Object& object = objects_[slot];
      take(slot);
      const bool fits = main_bytes() + object.size <= main_capacity_;
      const bool admitted = fits || counted(object.key) > counted(objects_[next_of_main()].key);
      if (!fits && admitted) let_go_of_main();
      if (admitted) enter_main(slot);
      count(object.key);
      if (!admitted) return put(slot, kGone);
    }
    let_go_of_main();
  }

  uint32_t& counter(uint64_t key, uint32_t hash) {
    const uint32_t first = static_cast<uint32_t>(gauntlet::sdk::hash64(key, 1));
    const uint32_t step = static_cast<uint32_t>(gauntlet::sdk::hash64(key, 2)) | 1;
    return counters_[(first + hash * step) % static_cast<uint32_t>(counters_.size())];
  }
  void count(uint64_t key) {
    for (uint32_t hash = 0; hash < kHashes; ++hash) ++counter(key, hash);
  }
  uint32_t counted(uint64_t key) {
    uint32_t least = 0xffffffffu;
    for (uint32_t hash = 0; hash < kHashes; ++hash) least = gauntlet::sdk::min(least, counter(key, hash));
    return least;
  }

  const uint64_t capacity_;
  const uint64_t window_capacity_;
  const uint64_t main_capacity_;
  const uint64_t share_[2];  // of the segments
  uint64_t bytes_[4] = {};
  uint64_t main_hits_ = 0;
  gauntlet::sdk::SlotLists lists_;  // most recently used in front
  gauntlet::sdk::SlotTable<Object> objects_;
  gauntlet::sdk::Vec<uint32_t> counters_;
};
GAUNTLET_CACHE_POLICY(WTinyLfu)
