// SLRU, segmented LRU (Karedla, Love and Wherry, "Caching Strategies to Improve Disk System Performance",
// 1994) with four segments, as libCacheSim has it: a hit moves an object to the front of the next higher
// segment; a segment that is above its share passes its least recent objects down, the lowest one lets them
// go.
//
// Parameters: four segments of a quarter of the capacity each. A new object enters the lowest segment that
// has room for it, or else the lowest; what is larger than a segment is not admitted. Victims come from the
// lowest segment that is not empty. Agrees with libCacheSim's SLRU, where a hit may evict (only when sizes
// differ): here an object can leave only when another needs the room, so it waits in kGone and is the next
// victim; one that is asked for before is a hit here and a miss there.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/slot_lists.hpp>
#include <gauntlet/sdk/slot_table.hpp>

class Slru : public gauntlet::cache::Policy {
 public:
  explicit Slru(const Config& config) : capacity_(config.capacity), share_(config.capacity / kSegments) {}

  void on_hit(Slot slot, const Request&) {
    const uint32_t segment = segments_.list_of(slot);
    if (segment == kSegments - 1) {
      segments_.move_to_front(slot);
    } else if (segment != kGone) {
      take(slot);
      put(slot, segment + 1);
      cool(segment + 1);
    } else {
      while (used() + sizes_[slot] > capacity_) let_go();
      take(slot);
      enter(slot);
    }
  }
  bool admit(Slot, const Request& request) { return request.size <= share_; }
  void on_insert(Slot slot, const Request& request) {
    sizes_[slot] = request.size;
    enter(slot);
  }
  Slot choose_victim(const Request&) {
    if (segments_.empty(kGone)) let_go();
    return segments_.back(kGone);
  }
  void on_evict(Slot slot, EvictReason) { take(slot); }

 private:
  static constexpr uint32_t kSegments = 4;
  static constexpr uint32_t kGone = kSegments;  // resident, but in no segment any more

  uint64_t used() const { return bytes_[0] + bytes_[1] + bytes_[2] + bytes_[3]; }

  void enter(Slot slot) {
    uint32_t segment = 0;
    while (segment < kSegments && bytes_[segment] + sizes_[slot] > share_) ++segment;
    put(slot, segment < kSegments ? segment : 0);
  }
  // Brings a segment, and those that it overfills, back to their shares.
  void cool(uint32_t segment) {
    while (bytes_[segment] > share_) {
      if (segment == 0) {
        let_go();
      } else {
        const Slot coldest = segments_.back(segment);
        take(coldest);
        put(coldest, segment - 1);
        cool(segment - 1);
      }
    }
  }
  void let_go() {
    uint32_t segment = 0;
    while (segments_.empty(segment)) ++segment;
    const Slot coldest = segments_.back(segment);
    take(coldest);
    put(coldest, kGone);
  }
  void put(Slot slot, uint32_t segment) {
    segments_.push_front(segment, slot);
    bytes_[segment] += sizes_[slot];
  }
  void take(Slot slot) {
    bytes_[segments_.list_of(slot)] -= sizes_[slot];
    segments_.remove(slot);
  }

  const uint64_t capacity_;
  const uint64_t share_;  // of each segment
  uint64_t bytes_[kSegments + 1] = {};
  gauntlet::sdk::SlotLists segments_;  // most recently used in front
  gauntlet::sdk::SlotTable<uint32_t> sizes_;
};
GAUNTLET_CACHE_POLICY(Slru)
