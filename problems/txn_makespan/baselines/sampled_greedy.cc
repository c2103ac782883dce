#include <gauntlet/sdk/txn_policy.hpp>

// EVOLVE-BLOCK-START
// Shortest Makespan First as published for transaction scheduling (Cheng et al., "Towards Optimal Transaction
// Scheduling", VLDB 2024): from a random first transaction on, of five that are drawn the one that makes the
// schedule longest by least.
class SampledGreedy : public txn::Policy {
 public:
  void order(const Batch& batch, Order& order) {
    constexpr uint32_t kSamples = 5;
    Schedule schedule(batch);
    for (uint32_t place = 0; place < order.size(); ++place) {
      const uint32_t left = order.size() - place;
      uint32_t best = place + static_cast<uint32_t>(rng().below(left));
      for (uint32_t i = 1; i < kSamples && place > 0; ++i) {
        const uint32_t other = place + static_cast<uint32_t>(rng().below(left));
        if (schedule.makespan_with(order[other]) < schedule.makespan_with(order[best])) best = other;
      }
      order.swap(place, best);
      schedule.add(order[place]);
    }
  }
};
// EVOLVE-BLOCK-END
TXN_POLICY(SampledGreedy)
