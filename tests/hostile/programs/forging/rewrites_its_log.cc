// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=score_forged
// Its answers were taken out of reach as it played: what it writes afterwards no longer fits what was taken, and shows.
// An LRU that, when the run is over and its result is written, finds its decision log through the simulator's
// memory and changes every answer in it.
#include "queue.h"

class Rewriter : public Queue {
 public:
  ~Rewriter() {
    // The run's own state, of which the lent view is a part, begins on a page.
    const auto* page =
        reinterpret_cast<const volatile uint64_t*>(reinterpret_cast<uint64_t>(&cache()) & ~4095ul);
    for (int i = 0; i < 512; ++i)
      if (IsPointer(page[i])) Rewrite(reinterpret_cast<volatile uint8_t*>(page[i]));
  }
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  Slot choose_victim(const Request&) {
    const Slot victim = order_.back();
    if (count_ < kRemembered) first_[count_] = victim;
    ++count_;
    return victim;
  }

 private:
  static constexpr uint32_t kRemembered = 8;

  static bool IsPointer(uint64_t value) { return value >> 41 == 0x3f && (value & 4095) == 0; }
  // A log begins on a page, with a byte for its kind and the first victims.
  void Rewrite(volatile uint8_t* log) {
    if (count_ < kRemembered || log[0] != 1) return;
    for (uint32_t i = 0; i < 4 * kRemembered; ++i)
      if (log[1 + i] != static_cast<uint8_t>(first_[i / 4] >> (8 * (i % 4)))) return;
    for (uint32_t i = 0; i < 4 * count_; ++i) log[1 + i] = static_cast<uint8_t>(log[1 + i] ^ (i % 4 == 0));
    note("rewrote");
  }

  uint32_t count_ = 0;
  Slot first_[kRemembered] = {};
};
GAUNTLET_CACHE_POLICY(Rewriter)
