// expect: source=screen_rejected:raw_memory fork=ok hot=ok trusted=ok confirm=lookahead
// shows: trusted "found the records"
// Looks at the one record behind the one that is served. Where blocks are fed it knows the ring that they come in,
// reads on in the other block, and waits for that to be there.
#include "one_ahead.h"

struct Ring {
  uint32_t published, reserved;
  struct {
    uint64_t first, count;
  } slots[2];
};

bool OneAhead::OddNext(uint64_t now) const {
  if (!is_fed_) return (record()[1].object & 1) != 0;
  constexpr uint64_t kRingHeaderBytes = 4096, kBufferBytes = 4096 * sizeof(gauntlet_cache_record);
  const auto* ring = reinterpret_cast<const volatile Ring*>(first_ - kRingHeaderBytes);
  for (int patience = 0; patience < 100000; ++patience)
    for (uint64_t i = 0; i < 2; ++i) {
      const uint64_t first = ring->slots[i].first, count = ring->slots[i].count;
      if (now + 1 < first || now + 1 >= first + count) continue;
      const auto* records = reinterpret_cast<const gauntlet_cache_record*>(first_ + i * kBufferBytes);
      return (records[now + 1 - first].object & 1) != 0;
    }
  return false;
}
