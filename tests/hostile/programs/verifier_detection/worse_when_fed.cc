// expect: source=screen_rejected:machine_builtin fork=ok hot=ok confirm=lookahead
// Decides by whether the workload is mapped, not by what it holds: FIFO when it is fed, LRU otherwise.
#include <gauntlet/cache_trace.h>

#include <gauntlet/sdk/cache_policy.hpp>

#include "stack.h"

class Actor : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) {
    if (mapped_) order_.move_to_front(slot);
  }
  void on_insert(Slot slot, const Request& request) {
    if (request.now == 0) Look();
    order_.push_front(slot);
  }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  // The record that is served lies behind the header of a mapped workload.
  void Look() {
    mapped_ =
        FindOnStack(static_cast<const volatile uint64_t*>(__builtin_frame_address(0)), [](uint64_t value) {
          constexpr uint64_t kHeaderBytes = sizeof(gauntlet_cache_trace_header);
          if (value >> 41 != 0x3f || (value & 4095) != kHeaderBytes) return false;
          const auto* header = reinterpret_cast<const gauntlet_cache_trace_header*>(value - kHeaderBytes);
          return header->magic == GAUNTLET_CACHE_TRACE_MAGIC;
        }) != nullptr;
  }

  bool mapped_ = false;
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Actor)
