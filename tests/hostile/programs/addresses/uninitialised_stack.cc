// expect: source=ok fork=ok hot=ok confirm=nondeterministic|lookahead
// Frames below hold return addresses of whoever was called before.
#include "queue.h"

class Bad : public Queue {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  Slot choose_victim(const Request&) {
    volatile uint64_t rest[512];
    uint64_t sum = 0;
    for (int i = 0; i < 512; ++i) sum = sum * 31 + (rest[i] >> 12);
    // One of the 64 longest unused: two runs agree by chance seldom enough.
    Slot victim = order_.back();
    for (uint64_t steps = (sum * 0x9e3779b97f4a7c15) >> 58; steps > 0; --steps) {
      const Slot next = order_.prev(victim);
      if (next != gauntlet::cache::kNoSlot) victim = next;
    }
    return victim;
  }
};
GAUNTLET_CACHE_POLICY(Bad)
