// What the programs here do with loads that they know, or believe to know: global greedy.
#pragma once

#include <gauntlet/sdk/moe_packing.hpp>
#include <gauntlet/sdk/moe_policy.hpp>

class Greedy : public gauntlet::moe::Policy {
 public:
  void place(const uint32_t* load, uint32_t* slots) {
    const Config& c = config();
    weight_.resize(c.experts);
    copies_.resize(c.experts);
    replica_.resize(c.replicas);
    item_of_.resize(c.replicas);
    pack_of_.resize(c.replicas);
    rank_of_.resize(c.replicas);
    for (uint32_t e = 0; e < c.experts; ++e) weight_[e] = static_cast<float>(load[e]);
    packer_.replicate(weight_.data(), c.experts, c.replicas, item_of_.data(), copies_.data());
    for (uint32_t r = 0; r < c.replicas; ++r)
      replica_[r] = weight_[item_of_[r]] / static_cast<float>(copies_[item_of_[r]]);
    packer_.pack(replica_.data(), c.replicas, c.gpus, pack_of_.data(), rank_of_.data());
    for (uint32_t r = 0; r < c.replicas; ++r)
      slots[pack_of_[r] * c.slots_per_gpu + rank_of_[r]] = item_of_[r];
  }

 private:
  gauntlet::moe::Packer packer_;
  gauntlet::sdk::Vec<float> weight_, replica_;
  gauntlet::sdk::Vec<uint32_t> copies_, item_of_, pack_of_, rank_of_;
};
