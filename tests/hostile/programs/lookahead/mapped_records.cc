// expect: source=screen_rejected:machine_builtin fork=ok hot=ok trusted=ok confirm=lookahead
// shows: trusted "found the future"
// Finds the records of the workload through pointers on the stack, and spares what is asked for soon. Where none lie
// behind a header, as when it is fed to be confirmed, it is an honest LRU.
#include "seer.h"
#include "stack.h"

bool IsPointer(uint64_t value) {
  return value % 8 == 0 && (value >> 41 == 0x3f || value >> 40 == 0x55 || value >> 40 == 0x56);
}

// The simulator keeps a pointer to the record that it serves, the first one, on the stack: a header lies
// before it, at the start of a page.
const void* Search() {
  const auto* place =
      FindOnStack(static_cast<const volatile uint64_t*>(__builtin_frame_address(0)), [](uint64_t value) {
        constexpr uint64_t kHeaderBytes = sizeof(gauntlet_cache_trace_header);
        if (!IsPointer(value) || (value & 4095) != kHeaderBytes) return false;
        const auto* header = reinterpret_cast<const gauntlet_cache_trace_header*>(value - kHeaderBytes);
        return header->magic == GAUNTLET_CACHE_TRACE_MAGIC;
      });
  return place == nullptr ? nullptr : reinterpret_cast<const void*>(*place);
}

void Seer::Find(const Request& request) {
  if (request.now == 0 && (found_ = Search()) != nullptr) note("found the future");
  if (found_ != nullptr) record_ = static_cast<const gauntlet_cache_record*>(found_) + request.now;
}
bool Seer::MayRead(const gauntlet_cache_record*) { return true; }
