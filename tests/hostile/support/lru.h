// An honest LRU that calls Misbehave once, at the first eviction from request 1000 on.
#include "queue.h"

class Bad;
void Misbehave(Bad& policy, uint32_t& victim);

class Bad : public Queue {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  Slot choose_victim(const Request& request) {
    Slot victim = order_.back();
    if (request.now >= 1000 && !done_) {
      done_ = true;
      Misbehave(*this, victim);
    }
    return victim;
  }

 private:
  bool done_ = false;
};
GAUNTLET_CACHE_POLICY(Bad)
