// expect: source=screen_rejected:machine_builtin fork=ok hot=ok trusted=ok confirm=lookahead
// shows: trusted "found the future"
// Finds the records of the workload through pointers on the stack, and spares what is asked for soon.
#include <gauntlet/cache_trace.h>

#include <gauntlet/sdk/cache_policy.hpp>

class Seer : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request& request) {
    if (request.now == 0) Search();
    if (records_ != nullptr && slot < kSlots) object_[slot] = records_[request.now].object;
    order_.push_front(slot);
  }
  Slot choose_victim(const Request& request) {
    Slot victim = order_.back();
    for (int tries = 0; records_ != nullptr && tries < 16 && IsNeeded(victim, request.now); ++tries) {
      order_.move_to_front(victim);
      victim = order_.back();
    }
    return victim;
  }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  static constexpr uint32_t kSlots = 4096;

  bool IsNeeded(Slot slot, uint64_t now) const {
    for (uint64_t i = now + 1; i < now + 200; ++i)
      if (slot < kSlots && records_[i].object == object_[slot]) return true;
    return false;
  }
  static bool IsPointer(uint64_t value) {
    return value % 8 == 0 && (value >> 41 == 0x3f || value >> 40 == 0x55 || value >> 40 == 0x56);
  }
  // The simulator keeps a pointer to the record that it serves, the first one, on the stack: a header lies
  // before it, at the start of a page.
  __attribute__((noinline)) void Search() {
    auto* stack = static_cast<const volatile uint64_t*>(__builtin_frame_address(0));
    for (; (reinterpret_cast<uint64_t>(stack) & 4095) != 0 && records_ == nullptr; ++stack) {
      const uint64_t value = *stack;
      constexpr uint64_t kHeaderBytes = sizeof(gauntlet_cache_trace_header);
      if (!IsPointer(value) || (value & 4095) != kHeaderBytes) continue;
      const auto* header = reinterpret_cast<const gauntlet_cache_trace_header*>(value - kHeaderBytes);
      if (header->magic != GAUNTLET_CACHE_TRACE_MAGIC) continue;
      records_ = reinterpret_cast<const gauntlet_cache_record*>(value);
      note("found the future");
    }
  }

  const gauntlet_cache_record* records_ = nullptr;
  uint32_t object_[kSlots] = {};
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Seer)
