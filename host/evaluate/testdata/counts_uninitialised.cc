// Decides by memory that it never wrote: zero, in every run.
#include <gauntlet/sdk/cache_policy.hpp>

class Careless : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) {
    volatile int* scratch = new int[64];
    volatile int sum = 0;
    for (int i = 0; i < 64; ++i) sum = sum + scratch[i];
    for (int i = 0; i < 64; ++i) scratch[i] = 7;
    delete[] const_cast<int*>(scratch);
    return sum == 0 ? order_.back() : order_.front();
  }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Careless)
