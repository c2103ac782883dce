#include <gauntlet/sdk/txn_policy.hpp>

// EVOLVE-BLOCK-START
// Next comes always the transaction that makes the schedule longest by least; the longer one where several do.
class Greedy : public txn::Policy {
 public:
  void order(const Batch& batch, Order& order) {
    Schedule schedule(batch);
    for (uint32_t place = 0; place < order.size(); ++place) {
      uint32_t best = place;
      for (uint32_t i = place; i < order.size(); ++i)
        if (is_better(batch, schedule, order[i], order[best])) best = i;
      order.swap(place, best);
      schedule.add(order[place]);
    }
  }

 private:
  static bool is_better(const Batch& batch, const Schedule& schedule, uint32_t a, uint32_t b) {
    const uint32_t with_a = schedule.makespan_with(a), with_b = schedule.makespan_with(b);
    return with_a != with_b ? with_a < with_b : batch.ticks(a) > batch.ticks(b);
  }
};
// EVOLVE-BLOCK-END
TXN_POLICY(Greedy)
