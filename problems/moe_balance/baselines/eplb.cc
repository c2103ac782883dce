// The published hierarchical balancer: groups to nodes, then slots to the experts of each node, then replicas
// to its GPUs, each heaviest first. Where the groups do not fill the nodes, nodes and groups are ignored
// (global_greedy.cc). Only the newest window counts. Source: DeepSeek's EPLB.
#include <gauntlet/sdk/moe_packing.hpp>
#include <gauntlet/sdk/moe_policy.hpp>

// EVOLVE-BLOCK-START
class Eplb : public gauntlet::moe::Policy {
 public:
  explicit Eplb(const Config& config)
      : experts_(config.experts),
        replicas_(config.replicas),
        gpus_(config.gpus),
        nodes_(config.groups % config.nodes == 0 ? config.nodes : 1),
        groups_(config.groups % config.nodes == 0 ? config.groups : 1) {
    weight_.resize(experts_);
    moved_.resize(experts_);
    from_.resize(experts_);
    copies_.resize(experts_);
    group_weight_.resize(groups_);
    replica_weight_.resize(replicas_);
    item_of_.resize(replicas_);
    pack_of_.resize(replicas_);
    rank_of_.resize(replicas_);
  }

  bool rebalance(const View& view, Placement& placement) {
    for (uint32_t layer = 0; layer < config().layers; ++layer) {
      const uint32_t* load = view.loads(0, layer);
      for (uint32_t e = 0; e < experts_; ++e) weight_[e] = static_cast<float>(load[e]);
      groups_to_nodes();
      for (uint32_t node = 0; node < nodes_; ++node) fill_node(node, placement.slots(layer));
    }
    return true;
  }

 private:
  // from_[place]: the expert at a place when experts lie node by node, group by group; moved_[place]: its
  // weight.
  void groups_to_nodes() {
    const uint32_t size = experts_ / groups_;
    for (uint32_t g = 0; g < groups_; ++g) {
      float sum = 0;
      for (uint32_t i = 0; i < size; ++i) sum += weight_[g * size + i];
      group_weight_[g] = sum;
    }
    packer_.pack(group_weight_.data(), groups_, nodes_, pack_of_.data(), rank_of_.data());
    for (uint32_t g = 0; g < groups_; ++g) {
      const uint32_t place = (pack_of_[g] * (groups_ / nodes_) + rank_of_[g]) * size;
      for (uint32_t i = 0; i < size; ++i) {
        from_[place + i] = g * size + i;
        moved_[place + i] = weight_[g * size + i];
      }
    }
  }

  void fill_node(uint32_t node, uint32_t* slots) {
    const uint32_t experts = experts_ / nodes_, replicas = replicas_ / nodes_, gpus = gpus_ / nodes_;
    const float* weight = moved_.data() + node * experts;
    const uint32_t* from = from_.data() + node * experts;
    packer_.replicate(weight, experts, replicas, item_of_.data(), copies_.data());
    for (uint32_t r = 0; r < replicas; ++r)
      replica_weight_[r] = weight[item_of_[r]] / static_cast<float>(copies_[item_of_[r]]);
    packer_.pack(replica_weight_.data(), replicas, gpus, pack_of_.data(), rank_of_.data());
    for (uint32_t r = 0; r < replicas; ++r)
      slots[node * replicas + pack_of_[r] * (replicas / gpus) + rank_of_[r]] = from[item_of_[r]];
  }

  uint32_t experts_, replicas_, gpus_, nodes_, groups_;
  gauntlet::moe::Packer packer_;
  gauntlet::sdk::Vec<float> weight_, moved_, group_weight_, replica_weight_;
  gauntlet::sdk::Vec<uint32_t> from_, copies_, item_of_, pack_of_, rank_of_;
};
// EVOLVE-BLOCK-END
GAUNTLET_MOE_POLICY(Eplb)
