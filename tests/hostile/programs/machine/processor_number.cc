// expect: source=screen_rejected:inline_assembly fork=ok hot=ok
// Which processor it runs on: the same for a while, so that one confirmation may not tell.
#include <gauntlet/sdk/cache_policy.hpp>

inline uint64_t Number() {
  uint64_t n = 0;
  asm volatile("rdpid %0" : "=r"(n));
  return n;
}

class Bad : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request& request) {
    return (Hash(Number(), request.now) >> 63) == 0 ? order_.back() : order_.front();
  }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  static uint64_t Hash(uint64_t a, uint64_t b) {
    uint64_t z = (a ^ b * 0xd1342543de82ef95) * 0x9e3779b97f4a7c15;
    return (z ^ z >> 29) * 0xbf58476d1ce4e5b9;
  }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
