// An LRU that evicts its oldest or its newest, as a number that no policy may know decides.
#include "queue.h"

uint64_t Chance(const void* policy);

class Bad : public Queue {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  Slot choose_victim(const Request& request) {
    return (Hash(Chance(this), request.now) >> 63) == 0 ? order_.back() : order_.front();
  }

 private:
  static uint64_t Hash(uint64_t a, uint64_t b) {
    uint64_t z = (a ^ b * 0xd1342543de82ef95) * 0x9e3779b97f4a7c15;
    return (z ^ z >> 29) * 0xbf58476d1ce4e5b9;
  }
};
GAUNTLET_CACHE_POLICY(Bad)
