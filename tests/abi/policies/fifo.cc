#include <gauntlet/sdk/cache_policy.hpp>
#include <gauntlet/sdk/containers.hpp>

// EVOLVE-BLOCK-START
class Fifo final : public gauntlet::cache::Policy {
 public:
  void on_insert(Slot slot, const Request&) { queue_.push_back(slot); }
  Slot choose_victim(const Request&) { return queue_.pop_front(); }

 private:
  gauntlet::sdk::Ring<Slot> queue_;
};
// EVOLVE-BLOCK-END
GAUNTLET_CACHE_POLICY(Fifo)
