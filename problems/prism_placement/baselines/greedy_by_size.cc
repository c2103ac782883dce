#include <gauntlet/sdk/prism_policy.hpp>

// EVOLVE-BLOCK-START
// By size, the largest first, each where the GPU is under least pressure with it.
class GreedyBySize : public prism::Policy {
 public:
  void place(const Fleet& fleet, Placement& gpu) {
    Gpus gpus(fleet);
    gauntlet::sdk::Vec<uint32_t> order;
    for (uint32_t m = 0; m < fleet.size(); ++m) {
      order.push_back(m);
      for (uint32_t i = m; i > 0 && fleet.gigabytes(order[i - 1]) < fleet.gigabytes(m); --i) {
        order[i] = order[i - 1];
        order[i - 1] = m;
      }
    }
    for (const uint32_t model : order) {
      uint32_t best = 0;
      for (uint32_t g = 1; g < fleet.gpus(); ++g)
        if (gpus.pressure_with(g, model) < gpus.pressure_with(best, model)) best = g;
      gpu[model] = best;
      gpus.add(best, model);
    }
  }
};
// EVOLVE-BLOCK-END
PRISM_POLICY(GreedyBySize)
