// Always the same answer: the last that came is the first to run.
#include <gauntlet/sdk/txn_policy.hpp>

class Backwards : public txn::Policy {
 public:
  void order(const Batch& batch, Order& order) {
    for (uint32_t i = 0; i < batch.size(); ++i) order[i] = batch.size() - 1 - i;
  }
};
TXN_POLICY(Backwards)
