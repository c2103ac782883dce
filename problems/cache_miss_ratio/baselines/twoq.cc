// 2Q, full version (Johnson and Shasha, "2Q: A Low Overhead High Performance Buffer Management Replacement
// Algorithm", VLDB '94): new objects pass through the FIFO queue A1in and are remembered in A1out when they
// leave it; an object that returns while it is remembered enters the LRU queue Am. A1in gives up objects
// while it is above its share, Am otherwise.
//
// Parameters: A1in 25 % of the capacity, A1out as many bytes as 50 % of it, Am never above the remaining 75
// %; what is larger than A1in is not admitted. Agrees with libCacheSim's TwoQ, which may empty Am to its
// share although the cache has room (only when sizes differ): such objects wait in kGone and are the next
// victims; one that is asked for before is a hit here and a miss there.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/ghost_queue.hpp>
#include <gauntlet/sdk/slot_lists.hpp>
#include <gauntlet/sdk/slot_table.hpp>

class TwoQ : public gauntlet::cache::Policy {
 public:
  explicit TwoQ(const Config& config)
      : capacity_(config.capacity),
        in_capacity_(static_cast<uint64_t>(static_cast<double>(config.capacity) * 0.25)),
        out_(static_cast<uint64_t>(static_cast<double>(config.capacity) * 0.50)) {}

  void on_hit(Slot slot, const Request&) {
    const uint32_t queue = queues_.list_of(slot);
    if (queue == kMain) queues_.move_to_front(slot);
    if (queue == kGone) {
      was_out_ = false;
      while (bytes_[kIn] + bytes_[kMain] + objects_[slot].size > capacity_) let_go();
      take(slot);
      enter(slot);
    }
  }
  void on_miss(Slot, const Request& request) { was_out_ = out_.erase(request.key); }
  bool admit(Slot, const Request& request) { return request.size <= in_capacity_; }
  void on_insert(Slot slot, const Request& request) {
    objects_[slot] = {request.key, request.size};
    enter(slot);
  }
  Slot choose_victim(const Request&) {
    if (queues_.empty(kGone)) let_go();
    return queues_.back(kGone);
  }
  void on_evict(Slot slot, EvictReason) { take(slot); }

 private:
  // A1in, newest in front; Am, most recently used in front; resident, but in neither any more.
  enum Queue : uint32_t { kIn, kMain, kGone };
  struct Object {
    uint64_t key = 0;
    uint64_t size = 0;
  };

  void enter(Slot slot) {
    if (was_out_) {
      while (bytes_[kMain] + objects_[slot].size > capacity_ - in_capacity_) let_go_of(kMain);
    }
    put(slot, was_out_ ? kMain : kIn);
  }
  void let_go() {
    if (bytes_[kIn] <= in_capacity_) return let_go_of(kMain);
    const Object& oldest = objects_[queues_.back(kIn)];
    out_.push(oldest.key, oldest.size);
    let_go_of(kIn);
  }
  void let_go_of(Queue queue) {
    const Slot slot = queues_.back(queue);
    take(slot);
    put(slot, kGone);
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
  const uint64_t in_capacity_;
  bool was_out_ = false;  // the object that misses now was in A1out
  uint64_t bytes_[3] = {};
  gauntlet::sdk::SlotLists queues_;
  gauntlet::sdk::SlotTable<Object> objects_;
  gauntlet::sdk::GhostQueue out_;  // A1out
};
GAUNTLET_CACHE_POLICY(TwoQ)
