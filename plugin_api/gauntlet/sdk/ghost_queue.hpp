// The keys of objects that have left the cache, oldest first, within a budget of bytes: the ghost list of 2Q,
// ARC and S3-FIFO. The simulator lends the slots of about one cache of ghosts; this queue is bounded in bytes
// as the queues of residents are, and is paid for from the policy's memory.
#pragma once

#include <gauntlet/sdk/flat_map.hpp>
#include <gauntlet/sdk/ring.hpp>

namespace gauntlet::sdk {

// Every operation is O(1) on average. 40 to 110 bytes a ghost.
class GhostQueue {
 public:
  explicit GhostQueue(uint64_t budget_bytes = ~uint64_t{0}) : budget_bytes_(budget_bytes) {}

  bool empty() const { return turns_.empty(); }
  uint64_t size() const { return turns_.size(); }
  uint64_t bytes() const { return bytes_; }
  bool contains(uint64_t key) const { return turns_.contains(key); }

  // Remembers the key as the newest and forgets the oldest until all fit. One above the budget is not
  // remembered. (This and what follows lives in the runtime archive.)
  GAUNTLET_SDK_HIDDEN void push(uint64_t key, uint64_t bytes);
  // Forgets the key. False: it was not remembered.
  GAUNTLET_SDK_HIDDEN bool erase(uint64_t key);
  // No-op if it is empty.
  GAUNTLET_SDK_HIDDEN void pop_oldest();

 private:
  struct Ghost {
    uint64_t key;
    uint64_t bytes;
  };

  void compact();

  uint64_t budget_bytes_;
  uint64_t bytes_ = 0;
  uint64_t first_turn_ = 0;            // of the front of queue_
  FlatMap<uint64_t, uint64_t> turns_;  // key -> turn: place in queue_ + first_turn_
  Ring<Ghost> queue_;                  // with stale entries, whose key is gone or has another turn
};

}  // namespace gauntlet::sdk
