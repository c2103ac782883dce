// ARC (Megiddo and Modha, "ARC: A Self-Tuning, Low Overhead Replacement Cache", FAST '03): T1 holds objects
// seen once, T2 objects seen more often, both by recency; B1 and B2 remember what left them. A hit in B1
// grows the share that T1 aims at, a hit in B2 shrinks it.
//
// Parameters: none; the lists are measured in bytes (objects at unit size), the aim is a real number, and the
// ghosts together may hold up to one cache (more for a while, when sizes differ). Agrees with libCacheSim's
// ARC miss for miss.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/ghost_queue.hpp>
#include <gauntlet/sdk/slot_lists.hpp>
#include <gauntlet/sdk/slot_table.hpp>

class Arc : public gauntlet::cache::Policy {
 public:
  explicit Arc(const Config& config) : capacity_(config.capacity) {}

  void on_hit(Slot slot, const Request&) {
    take(slot);
    put(slot, kT2);
  }
  void on_miss(Slot, const Request& request) {
    const double b1 = static_cast<double>(ghosts_[kT1].bytes());
    const double b2 = static_cast<double>(ghosts_[kT2].bytes());
    was_in_b1_ = ghosts_[kT1].erase(request.key);
    was_in_b2_ = !was_in_b1_ && ghosts_[kT2].erase(request.key);
    if (was_in_b1_) {
      aim_ = gauntlet::sdk::min(aim_ + gauntlet::sdk::max(b2 / b1, 1.0), static_cast<double>(capacity_));
    } else if (was_in_b2_) {
      aim_ = gauntlet::sdk::max(aim_ - gauntlet::sdk::max(b1 / b2, 1.0), 0.0);
    }
  }
  void on_insert(Slot slot, const Request& request) {
    objects_[slot] = {request.key, request.size};
    put(slot, was_in_b1_ || was_in_b2_ ? kT2 : kT1);
  }
  Slot choose_victim(const Request& request) {
    remember_ = true;
    if (was_in_b1_ || was_in_b2_) return replace();
    const uint64_t l1 = bytes_[kT1] + ghosts_[kT1].bytes();
    const uint64_t l2 = bytes_[kT2] + ghosts_[kT2].bytes();
    if (l1 + request.size > capacity_) {
      if (ghosts_[kT1].bytes() == 0) {
        remember_ = false;
        return lists_.back(kT1);
      }
      ghosts_[kT1].pop_oldest();
    } else if (l1 + l2 >= 2 * capacity_) {
      ghosts_[kT2].pop_oldest();
    }
    return replace();
  }
  void on_evict(Slot slot, EvictReason reason) {
    const bool remember = reason == EvictReason::kCapacity && remember_;
    if (remember) ghosts_[lists_.list_of(slot)].push(objects_[slot].key, objects_[slot].size);
    take(slot);
  }

 private:
  enum List : uint32_t { kT1, kT2 };
  struct Object {
    uint64_t key = 0;
    uint64_t size = 0;
  };

  // REPLACE in the paper.
  Slot replace() const {
    const double t1 = static_cast<double>(bytes_[kT1]);
    const bool above_aim = t1 > aim_ || (t1 == aim_ && was_in_b2_);
    const bool from_t1 = (above_aim && !lists_.empty(kT1)) || lists_.empty(kT2);
    return lists_.back(from_t1 ? kT1 : kT2);
  }
  void put(Slot slot, List list) {
    lists_.push_front(list, slot);
    bytes_[list] += objects_[slot].size;
  }
  void take(Slot slot) {
    bytes_[lists_.list_of(slot)] -= objects_[slot].size;
    lists_.remove(slot);
  }

  const uint64_t capacity_;
  double aim_ = 0;          // for bytes_[kT1]; p in the paper
  bool was_in_b1_ = false;  // the object that misses now
  bool was_in_b2_ = false;
  bool remember_ = true;  // the victim becomes a ghost
  uint64_t bytes_[2] = {};
  gauntlet::sdk::SlotLists lists_;  // most recently used in front
  gauntlet::sdk::SlotTable<Object> objects_;
  gauntlet::sdk::GhostQueue ghosts_[2];  // B1: of T1, B2: of T2
};
GAUNTLET_CACHE_POLICY(Arc)
