// The keys of objects that have left the cache, oldest first, within a budget of bytes: the ghost list of 2Q,
// ARC and S3-FIFO. The simulator lends the slots of about one cache of ghosts; this queue is bounded in bytes
// as the queues of residents are, and is paid for from the policy's memory.
#pragma once

#include <gauntlet/sdk/flat_map.hpp>
#include <gauntlet/sdk/slot_lists.hpp>
#include <gauntlet/sdk/slot_table.hpp>

namespace gauntlet::sdk {

// Every operation is O(1), but for the forgetting that a push may bring with it. 50 to 70 bytes a ghost.
class GhostQueue {
 public:
  explicit GhostQueue(uint64_t budget_bytes = ~uint64_t{0}) : budget_bytes_(budget_bytes) {}

  bool empty() const { return where_.empty(); }
  uint64_t size() const { return where_.size(); }
  uint64_t bytes() const { return bytes_; }
  bool contains(uint64_t key) const { return where_.contains(key); }

  // Remembers the key as the newest and forgets the oldest until all fit. One above the budget is not
  // remembered.
  void push(uint64_t key, uint64_t bytes) {
    if (bytes > budget_bytes_) {
      erase(key);
      return;
    }
    const uint64_t known = size();
    Slot& entry = where_[key];
    if (size() == known) {
      bytes_ -= entries_[entry].bytes;
    } else {
      entry = lists_.empty(kUnused) ? made_++ : lists_.back(kUnused);
    }
    entries_[entry] = {key, bytes};
    lists_.push_front(kGhosts, entry);
    bytes_ += bytes;
    while (bytes_ > budget_bytes_) pop_oldest();
  }
  // Forgets the key. False: it was not remembered.
  bool erase(uint64_t key) {
    const Slot* entry = where_.find(key);
    if (entry == nullptr) return false;
    drop(*entry);
    return true;
  }
  // No-op if it is empty.
  void pop_oldest() {
    if (!empty()) drop(lists_.back(kGhosts));
  }

 private:
  enum : uint32_t { kGhosts, kUnused };
  struct Entry {
    uint64_t key = 0;
    uint64_t bytes = 0;
  };

  void drop(Slot entry) {
    bytes_ -= entries_[entry].bytes;
    where_.erase(entries_[entry].key);
    lists_.push_front(kUnused, entry);
  }

  uint64_t budget_bytes_;
  uint64_t bytes_ = 0;
  Slot made_ = 0;    // entries are numbered below this
  SlotLists lists_;  // of entries, newest in front
  SlotTable<Entry> entries_;
  FlatMap<uint64_t, Slot> where_;  // key -> entry
};

}  // namespace gauntlet::sdk
