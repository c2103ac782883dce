// Decides by where its memory lies, which differs from process to process.
#include <gauntlet/sdk/cache_policy.hpp>

class ByAddress : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { order_.push_front(slot); }
  Slot choose_victim(const Request& request) {
    const uint64_t address = reinterpret_cast<uint64_t>(this) >> 12;
    return ((address ^ request.key) * 0x9e3779b97f4a7c15ull) >> 63 == 0 ? order_.back() : order_.front();
  }
  void on_evict(Slot slot, EvictReason) { order_.remove(slot); }

 private:
  gauntlet::sdk::SlotList order_;
};
GAUNTLET_CACHE_POLICY(ByAddress)
