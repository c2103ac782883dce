// Longest processing time first (Graham 1969), with replicas in proportion to load: each expert gets its
// share of the further slots rounded down, the rest goes by largest remainder; then the heaviest replica goes
// first, to the GPU that carries least, has a slot free, and does not hold the expert yet if there is such a
// GPU.
#include <gauntlet/sdk/moe_packing.hpp>
#include <gauntlet/sdk/moe_policy.hpp>

// EVOLVE-BLOCK-START
class Lpt : public gauntlet::moe::Policy {
 public:
  explicit Lpt(const Config& config) {
    copies_.resize(config.experts);
    remainder_.resize(config.experts);
    replica_weight_.resize(config.replicas);
    expert_of_.resize(config.replicas);
    carried_.resize(config.gpus);
    used_.resize(config.gpus);
  }

  bool rebalance(const View& view, Placement& placement) {
    for (uint32_t layer = 0; layer < config().layers; ++layer) {
      count_copies(view.loads(0, layer));
      place(view.loads(0, layer), placement.slots(layer));
    }
    return true;
  }

 private:
  void count_copies(const uint32_t* load) {
    const Config& c = config();
    double total = 0;
    for (uint32_t e = 0; e < c.experts; ++e) total += load[e];
    uint32_t left = c.replicas - c.experts;
    const double rate = total > 0 ? left / total : 0;
    for (uint32_t e = 0; e < c.experts; ++e) {
      const double share = load[e] * rate;
      const uint32_t whole = static_cast<uint32_t>(share);
      copies_[e] = 1 + whole;
      left -= whole;
      remainder_[e] = static_cast<float>(share - whole);
    }
    const uint32_t* order = packer_.order(remainder_.data(), c.experts);
    for (uint32_t i = 0; i < left; ++i) ++copies_[order[i % c.experts]];
  }

  void place(const uint32_t* load, uint32_t* slots) {
    const Config& c = config();
    uint32_t replicas = 0;
    for (uint32_t e = 0; e < c.experts; ++e)
      for (uint32_t i = 0; i < copies_[e]; ++i) {
        expert_of_[replicas] = e;
        replica_weight_[replicas++] = static_cast<float>(load[e]) / static_cast<float>(copies_[e]);
      }
    for (uint32_t g = 0; g < c.gpus; ++g) {
      carried_[g] = 0;
      used_[g] = 0;
    }
    const uint32_t* order = packer_.order(replica_weight_.data(), replicas);
    for (uint32_t i = 0; i < replicas; ++i) {
      const uint32_t expert = expert_of_[order[i]];
      const uint32_t gpu = lightest(expert, slots);
      slots[gpu * c.slots_per_gpu + used_[gpu]++] = expert;
      carried_[gpu] += replica_weight_[order[i]];
    }
  }

  uint32_t lightest(uint32_t expert, const uint32_t* slots) {
    const Config& c = config();
    uint32_t best = c.gpus, second = c.gpus;  // without the expert; with it
    for (uint32_t g = 0; g < c.gpus; ++g) {
      if (used_[g] == c.slots_per_gpu) continue;
      bool holds = false;
      for (uint32_t s = 0; s < used_[g]; ++s) holds = holds || slots[g * c.slots_per_gpu + s] == expert;
      uint32_t& chosen = holds ? second : best;
      if (chosen == c.gpus || carried_[g] < carried_[chosen]) chosen = g;
    }
    return best < c.gpus ? best : second;
  }

  gauntlet::moe::Packer packer_;
  gauntlet::sdk::Vec<float> remainder_, replica_weight_, carried_;
  gauntlet::sdk::Vec<uint32_t> copies_, expert_of_, used_;
};
// EVOLVE-BLOCK-END
GAUNTLET_MOE_POLICY(Lpt)
