// Places by the newest window.
#include "greedy.h"

class Honest : public Greedy {
 public:
  bool rebalance(const View& view, Placement& placement) {
    for (uint32_t layer = 0; layer < config().layers; ++layer)
      place(view.loads(0, layer), placement.slots(layer));
    return true;
  }
};
GAUNTLET_MOE_POLICY(Honest)
