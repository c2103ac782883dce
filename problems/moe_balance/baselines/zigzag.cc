// Replicas as the published balancer counts them, heaviest first, dealt to the GPUs there and back: 0 to the
// last, the last to 0, and so on. No sums are kept, so it is fast; searches over Python balancers found it
// again and again.
#include <gauntlet/sdk/moe_packing.hpp>
#include <gauntlet/sdk/moe_policy.hpp>

// EVOLVE-BLOCK-START
class Zigzag : public gauntlet::moe::Policy {
 public:
  explicit Zigzag(const Config& config) {
    weight_.resize(config.experts);
    copies_.resize(config.experts);
    replica_weight_.resize(config.replicas);
    item_of_.resize(config.replicas);
  }

  bool rebalance(const View& view, Placement& placement) {
    const Config& c = config();
    for (uint32_t layer = 0; layer < c.layers; ++layer) {
      const uint32_t* load = view.loads(0, layer);
      for (uint32_t e = 0; e < c.experts; ++e) weight_[e] = static_cast<float>(load[e]);
      packer_.replicate(weight_.data(), c.experts, c.replicas, item_of_.data(), copies_.data());
      for (uint32_t r = 0; r < c.replicas; ++r)
        replica_weight_[r] = weight_[item_of_[r]] / static_cast<float>(copies_[item_of_[r]]);
      const uint32_t* order = packer_.order(replica_weight_.data(), c.replicas);
      uint32_t* slots = placement.slots(layer);
      for (uint32_t i = 0; i < c.replicas; ++i) {
        const uint32_t round = i / c.gpus, at = i % c.gpus;
        const uint32_t gpu = round % 2 == 0 ? at : c.gpus - 1 - at;
        slots[gpu * c.slots_per_gpu + round] = item_of_[order[i]];
      }
    }
    return true;
  }

 private:
  gauntlet::moe::Packer packer_;
  gauntlet::sdk::Vec<float> weight_, replica_weight_;
  gauntlet::sdk::Vec<uint32_t> copies_, item_of_;
};
// EVOLVE-BLOCK-END
GAUNTLET_MOE_POLICY(Zigzag)
