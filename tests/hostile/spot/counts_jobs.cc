// Remembers how many jobs it was made for: every other one runs on demand alone.
#include "greedy.h"

static int g_jobs = 0;

class Counter : public Greedy {
 public:
  Counter() { ++g_jobs; }
  Decision decide(const Tick& tick) {
    return g_jobs % 2 == 0 ? Decision(gauntlet::spot::kOnDemand) : Greedy::decide(tick);
  }
};
GAUNTLET_SPOT_POLICY(Counter)
