// Where a campaign starts: LRU, written so that small edits lead somewhere.
//
// The victim is the one with the lowest score among the few least recently used objects. As it stands the
// score is the time of the last access, so that the least recently used object always loses: this policy
// answers as baselines/lru.cc does, request by request. Within reach: counts, ages, sizes, what is remembered
// of an earlier residency, where an object enters the order and when a hit moves it, how many objects are
// looked at.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/slot_table.hpp>

// EVOLVE-BLOCK-START
class Seed : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request& request) {
    Entry& entry = entries_[slot];
    entry.gap = request.now - entry.last_access;
    entry.last_access = request.now;
    entry.count += 1;
    order_.move_to_front(slot);
  }

  void on_insert(Slot slot, const Request& request) {
    Entry& entry = entries_[slot];
    entry.past_count = entry.count;
    entry.inserted = request.now;
    entry.last_access = request.now;
    entry.gap = 0;
    entry.count = 1;
    entry.size = request.size;
    order_.push_front(slot);
  }

  double score(Slot slot, const Request& request) {
    const Entry& entry = entries_[slot];
    const double age = request.now - entry.last_access;
    const double life = request.now - entry.inserted;
    const double gap = entry.gap;
    const double count = entry.count;
    const double past = entry.past_count;
    const double size = entry.size;
    return -age;
  }

  Slot choose_victim(const Request& request) {
    Slot victim = order_.back();
    Slot candidate = victim;
    double lowest = score(victim, request);
    for (int looked_at = 1; looked_at < 8; ++looked_at) {
      candidate = order_.prev(candidate);
      if (candidate == gauntlet::cache::kNoSlot) break;
      const double value = score(candidate, request);
      if (value < lowest) {
        lowest = value;
        victim = candidate;
      }
    }
    return victim;
  }

  void on_evict(Slot slot, EvictReason reason) { order_.remove(slot); }

  void on_forget(Slot slot) { entries_[slot] = {}; }

 private:
  struct Entry {
    uint64_t inserted = 0;
    uint64_t last_access = 0;
    uint64_t gap = 0;         // between the last two accesses of this residency
    uint32_t count = 0;       // accesses in this residency
    uint32_t past_count = 0;  // in the one before, while remembered
    uint32_t size = 0;
  };
  gauntlet::sdk::SlotList order_;  // most recently used in front
  gauntlet::sdk::SlotTable<Entry> entries_;
};
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_POLICY(Seed)
