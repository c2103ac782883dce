// expect: source=ok fork=memory_limit hot=memory_limit trusted=memory_limit
#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/flat_map.hpp>

class Bad : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  void on_miss(Slot, const Request& request) {
    for (uint64_t i = 0; i < 200; ++i) seen_[request.key + i * 0x9e3779b97f4a7c15] = request.now;
  }
  Slot choose_victim(const Request&) { return order_.back(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::FlatMap<uint64_t, uint64_t> seen_;

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
