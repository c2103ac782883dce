// Forgets an expert at its third answer.
#include "greedy.h"

class Illegal : public Greedy {
 public:
  bool rebalance(const View& view, Placement& placement) {
    if (view.rebalances() < 2) return false;
    for (uint32_t slot = 0; slot < config().replicas; ++slot) placement.set(1, slot, 0);
    return true;
  }
};
GAUNTLET_MOE_POLICY(Illegal)
