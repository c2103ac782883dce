// Names a region that there is not, in its fourth tick.
#include "greedy.h"

class Illegal : public Greedy {
 public:
  Decision decide(const Tick& tick) {
    if (tick.now_s >= 3 * tick.gap_s) return {gauntlet::spot::kSpot, 5};
    return Greedy::decide(tick);
  }
};
GAUNTLET_SPOT_POLICY(Illegal)
