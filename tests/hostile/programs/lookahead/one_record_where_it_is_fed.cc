// expect: source=screen_rejected:raw_memory fork=ok hot=ok trusted=ok confirm=lookahead
// shows: trusted "found the records"
// Looks at the one record behind the one that is served. Where blocks are fed it knows the ring that they come in,
// reads on in the other block, and waits for that to be there.
#include <gauntlet/cache_trace.h>

#include <gauntlet/sdk/cache_policy.hpp>

class OneAhead : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request& request) {
    if (request.now == 0) Search();
    order_.move_to_front(slot);
  }
  void on_insert(Slot slot, const Request& request) {
    if (request.now == 0) Search();
    order_.push_front(slot);
  }
  // One bit of the future: who of the two that were longest unused goes.
  Slot choose_victim(const Request& request) {
    if (OddNext(request.now)) order_.move_to_front(order_.back());
    return order_.back();
  }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  static constexpr uint64_t kHeaderBytes = sizeof(gauntlet_cache_trace_header);
  static constexpr uint64_t kRingHeaderBytes = 4096, kBufferBytes = 4096 * sizeof(gauntlet_cache_record);
  struct Ring {
    uint32_t published, reserved;
    struct {
      uint64_t first, count;
    } slots[2];
  };

  bool OddNext(uint64_t now) {
    if (place_ == nullptr) return false;
    if (!ring_) return (reinterpret_cast<const gauntlet_cache_record*>(*place_)[1].object & 1) != 0;
    for (int patience = 0; patience < 100000; ++patience)
      for (int i = 0; i < 2; ++i) {
        const uint64_t first = ring_->slots[i].first, count = ring_->slots[i].count;
        if (now + 1 < first || now + 1 >= first + count) continue;
        const auto* records = reinterpret_cast<const gauntlet_cache_record*>(
            reinterpret_cast<uint64_t>(ring_) + kRingHeaderBytes + i * kBufferBytes);
        return (records[now + 1 - first].object & 1) != 0;
      }
    return false;
  }
  // The simulator's frame holds a pointer to the record that it serves; at request 0 it is that of object 0.
  __attribute__((noinline)) void Search() {
    const uint64_t here = 0;
    auto* stack = reinterpret_cast<const volatile uint64_t*>(&here);
    for (; (reinterpret_cast<uint64_t>(stack) & 4095) != 0 && place_ == nullptr; ++stack) {
      const uint64_t value = *stack, low = value & 4095;
      if (value >> 41 != 0x3f || (low != 0 && low != kHeaderBytes)) continue;
      const auto* record = reinterpret_cast<const gauntlet_cache_record*>(value);
      if (record->object != 0 || record->size_bytes != 1 || record->time_s != 0) continue;
      place_ = stack;
      if (low == 0) ring_ = reinterpret_cast<const volatile Ring*>(value - kRingHeaderBytes);
    }
    if (place_ != nullptr) note("found the records");
  }

  const volatile uint64_t* place_ = nullptr;
  const volatile Ring* ring_ = nullptr;
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(OneAhead)
