// An LRU that misbehaves at every eviction from request 1000 on: Misbehave is what it does.
#include "queue.h"

void Misbehave(gauntlet::cache::Slot* victim);

class Bad : public Queue {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  Slot choose_victim(const Request& request) {
    Slot victim = order_.back();
    if (request.now >= 1000) {
      note("about to misbehave");
      Misbehave(&victim);
    }
    return victim;
  }
};
GAUNTLET_CACHE_POLICY(Bad)

// Raw system calls: what the artifact check cannot see.
inline long Call(long number, long a = 0, long b = 0, long c = 0) {
  long result;
  asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}
