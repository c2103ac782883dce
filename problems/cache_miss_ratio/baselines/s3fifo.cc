// S3-FIFO (Yang et al., "FIFO Queues are All You Need for Cache Eviction", SOSP '23): new objects pass
// through a small FIFO queue; those hit twice there move on to the main queue, the others leave and are
// remembered as ghosts. An object that returns while it is a ghost enters the main queue, which is a CLOCK
// with counts up to 3.
//
// Parameters: the small queue has 10 % of the capacity, the ghosts are as many bytes as 90 % of it, an object
// moves on from 2 hits. As in libCacheSim since the end of 2024: while nothing was ever evicted, a full small
// queue sends new objects to the main queue; what does not fit into the small queue is not admitted. Agrees
// with libCacheSim miss for miss, but for an object of exactly the small queue's size: there it first evicts
// and is then not inserted, here nothing is evicted for it.
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/ghost_queue.hpp>
#include <gauntlet/sdk/slot_lists.hpp>
#include <gauntlet/sdk/slot_table.hpp>

class S3Fifo : public gauntlet::cache::Policy {
 public:
  explicit S3Fifo(const Config& config)
      : small_capacity_(static_cast<uint64_t>(static_cast<double>(config.capacity) * 0.10)),
        main_capacity_(config.capacity - small_capacity_),
        ghosts_(static_cast<uint64_t>(static_cast<double>(config.capacity) * 0.90)) {}

  void on_hit(Slot slot, const Request&) {
    if (hits_[slot] < 3) ++hits_[slot];
  }
  void on_miss(Slot, const Request& request) { was_ghost_ = ghosts_.erase(request.key); }
  bool admit(Slot, const Request& request) {
    return request.size < small_capacity_ || (was_ghost_ && request.size == small_capacity_);
  }
  void on_insert(Slot slot, const Request& request) {
    objects_[slot] = {request.key, request.size};
    hits_[slot] = 0;
    const bool overflows = !has_evicted_ && bytes_[kSmall] >= small_capacity_;
    put(slot, was_ghost_ || overflows ? kMain : kSmall);
  }
  Slot choose_victim(const Request&) {
    has_evicted_ = true;
    if (bytes_[kMain] <= main_capacity_) {
      while (!queues_.empty(kSmall)) {
        const Slot oldest = queues_.back(kSmall);
        if (hits_[oldest] < 2) return oldest;
        take(oldest);
        hits_[oldest] = 0;
        put(oldest, kMain);
      }
    }
    Slot oldest = queues_.back(kMain);
    while (hits_[oldest] > 0) {
      --hits_[oldest];
      queues_.move_to_front(oldest);
      oldest = queues_.back(kMain);
    }
    return oldest;
  }
  void on_evict(Slot slot, EvictReason reason) {
    const bool remember = reason == EvictReason::kCapacity && queues_.list_of(slot) == kSmall;
    if (remember) ghosts_.push(objects_[slot].key, objects_[slot].size);
    take(slot);
  }

 private:
  enum Queue : uint32_t { kSmall, kMain };
  struct Object {
    uint64_t key = 0;
    uint64_t size = 0;
  };

  void put(Slot slot, Queue queue) {
    queues_.push_front(queue, slot);
    bytes_[queue] += objects_[slot].size;
  }
  void take(Slot slot) {
    bytes_[queues_.list_of(slot)] -= objects_[slot].size;
    queues_.remove(slot);
  }

  const uint64_t small_capacity_;
  const uint64_t main_capacity_;
  bool has_evicted_ = false;
  bool was_ghost_ = false;  // the object that misses now
  uint64_t bytes_[2] = {};
  gauntlet::sdk::SlotLists queues_;  // newest in front
  gauntlet::sdk::SlotTable<Object> objects_;
  gauntlet::sdk::SlotTable<uint8_t> hits_;
  gauntlet::sdk::GhostQueue ghosts_;
};
GAUNTLET_CACHE_POLICY(S3Fifo)
