// An honest LRU that calls Misbehave once, at the first eviction from request 1000 on.
#include <gauntlet/sdk/cache_policy.hpp>

class Bad;
void Misbehave(Bad& policy, uint32_t& victim);

class Bad : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request& request) {
    Slot victim = order_.back();
    if (request.now >= 1000 && !done_) {
      done_ = true;
      Misbehave(*this, victim);
    }
    return victim;
  }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  bool done_ = false;
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
