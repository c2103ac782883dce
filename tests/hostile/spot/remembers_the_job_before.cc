// Decides otherwise when the job before had the larger seed: of two jobs it can matter in one order only.
#include "greedy.h"

static uint64_t g_seed_before = 0;

class Rememberer : public Greedy {
 public:
  explicit Rememberer(const Config& config) : after_larger_(g_seed_before > config.seed) {
    g_seed_before = config.seed;
  }
  Decision decide(const Tick& tick) {
    return after_larger_ ? Decision(gauntlet::spot::kOnDemand) : Greedy::decide(tick);
  }

 private:
  bool after_larger_;
};
GAUNTLET_SPOT_POLICY(Rememberer)
