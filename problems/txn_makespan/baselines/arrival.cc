#include <gauntlet/sdk/txn_policy.hpp>

// EVOLVE-BLOCK-START
// As they came.
class Arrival : public txn::Policy {
 public:
  void order(const Batch&, Order&) {}
};
// EVOLVE-BLOCK-END
TXN_POLICY(Arrival)
