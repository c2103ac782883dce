#include <gauntlet/sdk/llmsql_policy.hpp>

// EVOLVE-BLOCK-START
// As the table has it.
class Arrival : public llmsql::Policy {
 public:
  void order(const Table&, Order&) {}
};
// EVOLVE-BLOCK-END
LLMSQL_POLICY(Arrival)
