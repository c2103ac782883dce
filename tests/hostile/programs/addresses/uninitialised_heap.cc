// expect: source=ok fork=ok hot=ok confirm=ok
// Memory that nobody wrote reads the same in every run.
#include <gauntlet/sdk/cache_policy.hpp>

class Bad : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) {
    volatile uint64_t* block = new uint64_t[8];
    const uint64_t sum = block[0] + block[1] + block[2] + block[3] + block[7];
    for (int i = 0; i < 8; ++i) block[i] = 0x0123456789abcdef;
    delete[] const_cast<uint64_t*>(block);
    return sum == 0 ? order_.back() : order_.front();
  }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
