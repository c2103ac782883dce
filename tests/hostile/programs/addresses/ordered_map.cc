// expect: source=ok fork=ok hot=ok
// Ordered by where its nodes lie: the same as long as the arena hands them out alike.
#include <gauntlet/sdk/cache_policy.hpp>
#include <set>

class Bad : public gauntlet::cache::Policy {
 public:
  void on_hit(Slot slot, const Request&) { order_.move_to_front(slot); }
  void on_insert(Slot slot, const Request& request) {
    order_.push_front(slot);
    if (set_.size() < 1000) set_.insert(new uint64_t(request.key));
  }
  Slot choose_victim(const Request&) { return (**set_.begin() & 1) != 0 ? order_.back() : order_.front(); }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  std::set<uint64_t*> set_;

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(Bad)
