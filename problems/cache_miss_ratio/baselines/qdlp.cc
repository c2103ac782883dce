// QD-LP-FIFO, quick demotion and lazy promotion (Yang et al., "FIFO can be Better than LRU", HotOS '23): a
// small FIFO queue in front of a CLOCK with two bits. Objects that were hit in the small queue move on to the
// main one, the others leave and are remembered; one that returns while it is remembered enters the main
// queue.
//
// Parameters: small queue 10 % of the capacity, ghosts as many bytes as 90 % of it, an object moves on from 1
// hit, counts up to 3; what does not fit into the small queue is not admitted. Agrees with libCacheSim's QDLP
// but for two things. There the main queue may let go of objects while the cache has room: here they wait in
// kGone and are the next victims; one that is asked for before is a hit here and a miss there. And an object
// of exactly the small queue's size evicts there before it is refused.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/ghost_queue.hpp>
#include <gauntlet/sdk/slot_lists.hpp>
#include <gauntlet/sdk/slot_table.hpp>

class Qdlp : public gauntlet::cache::Policy {
 public:
  explicit Qdlp(const Config& config)
      : capacity_(config.capacity),
        small_capacity_(static_cast<uint64_t>(static_cast<double>(config.capacity) * 0.10)),
        ghosts_(static_cast<uint64_t>(static_cast<double>(config.capacity) * 0.90)) {}

  void on_hit(Slot slot, const Request& request) {
    if (queues_.list_of(slot) != kGone) {
      if (objects_[slot].hits < 3) ++objects_[slot].hits;
      return;
    }
    was_ghost_ = ghosts_.erase(request.key);
    while (bytes_[kSmall] + bytes_[kMain] + objects_[slot].size > capacity_) let_go();
    take(slot);
    enter(slot);
  }
  void on_miss(Slot, const Request& request) { was_ghost_ = ghosts_.erase(request.key); }
  bool admit(Slot, const Request& request) {
    return request.size < small_capacity_ || (was_ghost_ && request.size == small_capacity_);
  }
  void on_insert(Slot slot, const Request& request) {
    objects_[slot] = {request.key, request.size, 0};
    enter(slot);
  }
  Slot choose_victim(const Request&) {
    while (queues_.empty(kGone)) let_go();
    return queues_.back(kGone);
  }
  void on_evict(Slot slot, EvictReason) { take(slot); }

 private:
  // The small queue and the main one, newest in front; resident, but in neither any more.
  enum Queue : uint32_t { kSmall, kMain, kGone };
  struct Object {
    uint64_t key = 0;
    uint32_t size = 0;
    uint32_t hits = 0;
  };

  void enter(Slot slot) {
    objects_[slot].hits = 0;
    if (was_ghost_) {
      enter_main(slot);
    } else {
      put(slot, kSmall);
    }
  }
  // Moves the oldest of the small queue on, or lets one object go.
  void let_go() {
    if (queues_.empty(kSmall)) return let_go_of_main();
    const Slot slot = queues_.back(kSmall);
    take(slot);
    if (objects_[slot].hits > 0) return enter_main(slot);
    ghosts_.push(objects_[slot].key, objects_[slot].size);
    put(slot, kGone);
  }
  void let_go_of_main() {
    Slot oldest = queues_.back(kMain);
    while (objects_[oldest].hits > 0) {
      --objects_[oldest].hits;
      queues_.move_to_front(oldest);
      oldest = queues_.back(kMain);
    }
    take(oldest);
    put(oldest, kGone);
  }
  void enter_main(Slot slot) {
    objects_[slot].hits = 0;
    while (bytes_[kMain] + objects_[slot].size > capacity_ - small_capacity_) let_go_of_main();
    put(slot, kMain);
  }
  void put(Slot slot, Queue queue) {
    queues_.push_front(queue, slot);
    bytes_[queue] += objects_[slot].size;
  }
  void take(Slot slot) {
    bytes_[queues_.list_of(slot)] -= objects_[slot].size;
    queues_.remove(slot);
  }

  const uint64_t capacity_;
  const uint64_t small_capacity_;
  bool was_ghost_ = false;  // the object that misses now
  uint64_t bytes_[3] = {};
  gauntlet::sdk::SlotLists queues_;
  gauntlet::sdk::SlotTable<Object> objects_;
  gauntlet::sdk::GhostQueue ghosts_;
};
GAUNTLET_CACHE_POLICY(Qdlp)
