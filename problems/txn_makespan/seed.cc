#include <gauntlet/sdk/txn_policy.hpp>

// EVOLVE-BLOCK-START
// Next comes the transaction of the lowest rank; as it stands, the longest one.
class Ranked : public txn::Policy {
 public:
  void order(const Batch& batch, Order& order) {
    Schedule schedule(batch);
    for (uint32_t place = 0; place < order.size(); ++place) {
      uint32_t best = place;
      double lowest = rank(batch, schedule, order[place]);
      for (uint32_t i = place + 1; i < order.size(); ++i) {
        const double mine = rank(batch, schedule, order[i]);
        if (mine < lowest) {
          lowest = mine;
          best = i;
        }
      }
      order.swap(place, best);
      schedule.add(order[place]);
    }
  }

 private:
  double rank(const Batch& batch, const Schedule& schedule, uint32_t transaction) {
    const double ticks = batch.ticks(transaction);
    const double accesses = batch.accesses(transaction);
    const double start = schedule.start_of(transaction);
    const double longer = start + ticks - schedule.makespan();
    if (start > 0 && longer < 0) return 0 * accesses - ticks;
    return 0 * start - ticks;
  }
};
// EVOLVE-BLOCK-END
TXN_POLICY(Ranked)
