// What a program is besides its misdeed: evicts what was inserted first.
#include <gauntlet/sdk/cache_policy.hpp>

class Queue : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 protected:
  gauntlet::sdk::SlotList order_;
};
