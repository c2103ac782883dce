// expect: source=ok fork=ok hot=ok confirm=ok
// Memory that nobody wrote reads the same in every run.
#include "queue.h"

class Bad : public Queue {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  Slot choose_victim(const Request&) {
    volatile uint64_t* block = new uint64_t[8];
    const uint64_t sum = block[0] + block[1] + block[2] + block[3] + block[7];
    for (int i = 0; i < 8; ++i) block[i] = 0x0123456789abcdef;
    delete[] const_cast<uint64_t*>(block);
    return sum == 0 ? order_.back() : order_.front();
  }
};
GAUNTLET_CACHE_POLICY(Bad)
