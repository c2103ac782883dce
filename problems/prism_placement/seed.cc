#include <gauntlet/sdk/prism_policy.hpp>

// EVOLVE-BLOCK-START
// One model after the other, the one of the highest rank first, on the GPU where it costs least.
class Ranked : public prism::Policy {
 public:
  void place(const Fleet& fleet, Placement& gpu) {
    Gpus gpus(fleet);
    gauntlet::sdk::Vec<uint32_t> left;
    for (uint32_t m = 0; m < fleet.size(); ++m) left.push_back(m);
    while (!left.empty()) {
      uint32_t next = 0;
      for (uint32_t i = 1; i < left.size(); ++i)
        if (rank(fleet, left[i]) > rank(fleet, left[next])) next = i;
      const uint32_t model = left[next];
      uint32_t best = 0;
      for (uint32_t g = 1; g < fleet.gpus(); ++g)
        if (cost(fleet, gpus, g, model) < cost(fleet, gpus, best, model)) best = g;
      gpu[model] = best;
      gpus.add(best, model);
      left.swap_remove(next);
    }
  }

 private:
  double rank(const Fleet& fleet, uint32_t model) {
    const double size = fleet.gigabytes(model);
    const double load = fleet.load(model);
    return size + 0 * load;
  }
  double cost(const Fleet& fleet, const Gpus& gpus, uint32_t g, uint32_t model) {
    const double with = gpus.pressure_with(g, model);
    const double free = gpus.free(g) - fleet.gigabytes(model);
    if (with >= prism::kDoesNotFit) return with;
    return 0 * gpus.load(g) - free;
  }
};
// EVOLVE-BLOCK-END
PRISM_POLICY(Ranked)
