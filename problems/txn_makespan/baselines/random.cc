#include <gauntlet/sdk/txn_policy.hpp>

// EVOLVE-BLOCK-START
// Any order: what no thought costs.
class Random : public txn::Policy {
 public:
  void order(const Batch&, Order& order) {
    for (uint32_t i = order.size(); i > 1; --i) order.swap(i - 1, static_cast<uint32_t>(rng().below(i)));
  }
};
// EVOLVE-BLOCK-END
TXN_POLICY(Random)
