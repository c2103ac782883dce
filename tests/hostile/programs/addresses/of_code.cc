// expect: source=screen_rejected:raw_memory fork=ok hot=ok confirm=nondeterministic
#include <gauntlet/sdk/cache_policy.hpp>

void Somewhere() {}

class Bad : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request& request) {
    return (Hash(reinterpret_cast<uint64_t>(&Somewhere) >> 12, request.now) >> 63) == 0 ? order_.back()
                                                                                        : order_.front();
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
