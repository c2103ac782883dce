// The published balancer without nodes and groups: each further slot to the expert with the most load a
// replica, then the heaviest replica first to the GPU that carries least and has a slot free. Source:
// DeepSeek's EPLB, its policy for decoding.
#include <gauntlet/sdk/moe_packing.hpp>
#include <gauntlet/sdk/moe_policy.hpp>

// EVOLVE-BLOCK-START
class GlobalGreedy : public gauntlet::moe::Policy {
 public:
  explicit GlobalGreedy(const Config& config) {
    weight_.resize(config.experts);
    copies_.resize(config.experts);
    replica_weight_.resize(config.replicas);
    item_of_.resize(config.replicas);
    pack_of_.resize(config.replicas);
    rank_of_.resize(config.replicas);
  }

  bool rebalance(const View& view, Placement& placement) {
    const Config& c = config();
    for (uint32_t layer = 0; layer < c.layers; ++layer) {
      const uint32_t* load = view.loads(0, layer);
      for (uint32_t e = 0; e < c.experts; ++e) weight_[e] = static_cast<float>(load[e]);
      packer_.replicate(weight_.data(), c.experts, c.replicas, item_of_.data(), copies_.data());
      for (uint32_t r = 0; r < c.replicas; ++r)
        replica_weight_[r] = weight_[item_of_[r]] / static_cast<float>(copies_[item_of_[r]]);
      packer_.pack(replica_weight_.data(), c.replicas, c.gpus, pack_of_.data(), rank_of_.data());
      uint32_t* slots = placement.slots(layer);
      for (uint32_t r = 0; r < c.replicas; ++r)
        slots[pack_of_[r] * c.slots_per_gpu + rank_of_[r]] = item_of_[r];
    }
    return true;
  }

 private:
  gauntlet::moe::Packer packer_;
  gauntlet::sdk::Vec<float> weight_, replica_weight_;
  gauntlet::sdk::Vec<uint32_t> copies_, item_of_, pack_of_, rank_of_;
};
// EVOLVE-BLOCK-END
GAUNTLET_MOE_POLICY(GlobalGreedy)
