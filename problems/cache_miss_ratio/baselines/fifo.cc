// FIFO: the object that came in first leaves first; hits change nothing.
//
// Parameters: none. Agrees with libCacheSim's FIFO miss for miss.
#include <gauntlet/sdk/cache_policy.hpp>

class Fifo : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { queue_.push_front(slot); }
  Slot choose_victim(const Request&) { return queue_.back(); }
  void on_evict(Slot slot, EvictReason) { queue_.remove(slot); }

 private:
  gauntlet::sdk::SlotList queue_;  // newest in front
};
GAUNTLET_CACHE_POLICY(Fifo)
