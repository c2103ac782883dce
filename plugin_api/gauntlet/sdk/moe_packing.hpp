// The steps that most balancers are made of, in the runtime archive: order by weight, give slots to experts,
// put items into packs of equal size. All are greedy, in single precision, with ties to the lower index.
#pragma once

#include <gauntlet/sdk/support.hpp>
#include <gauntlet/sdk/vec.hpp>

#define GAUNTLET_SDK_MOST_PACKS 4096u

extern "C" {
GAUNTLET_SDK_HIDDEN void gauntlet_sdk_order(const float* weight, uint32_t count, uint64_t* keys,
                                            uint32_t* order) noexcept;
GAUNTLET_SDK_HIDDEN void gauntlet_sdk_replicate(const float* weight, uint32_t items, uint32_t slots,
                                                float* share, uint32_t* item_of, uint32_t* copies) noexcept;
GAUNTLET_SDK_HIDDEN void gauntlet_sdk_pack(const float* weight, const uint32_t* order, uint32_t count,
                                           uint32_t packs, float* sums, uint32_t* pack_of,
                                           uint32_t* rank_of) noexcept;
}

namespace gauntlet::moe {

class Packer {
 public:
  // order[0 .. count): indices, heaviest first. Valid until the next call.
  const uint32_t* order(const float* weight, uint32_t count) {
    keys_.resize(count);
    order_.resize(count);
    gauntlet_sdk_order(weight, count, keys_.data(), order_.data());
    return order_.data();
  }

  // Each item gets a slot, in order; each further slot goes to the item with the most weight a copy. Fills
  // item_of[slots] and copies[items]. REQUIRES: items <= slots.
  void replicate(const float* weight, uint32_t items, uint32_t slots, uint32_t* item_of, uint32_t* copies) {
    if (items > slots) gauntlet_sdk_misuse("Packer: more items than slots");
    sums_.resize(items);
    gauntlet_sdk_replicate(weight, items, slots, sums_.data(), item_of, copies);
  }

  // Heaviest first, each item into the lightest pack that is not full: pack_of[count], and as which of its
  // pack, rank_of[count]. Packs of one item are dealt in order. REQUIRES: packs divides count, and is at most
  // 4096.
  void pack(const float* weight, uint32_t count, uint32_t packs, uint32_t* pack_of, uint32_t* rank_of) {
    if (packs == 0 || packs > GAUNTLET_SDK_MOST_PACKS || count % packs != 0)
      gauntlet_sdk_misuse("Packer: items that do not fill the packs");
    sums_.resize(packs);
    gauntlet_sdk_pack(weight, order(weight, count), count, packs, sums_.data(), pack_of, rank_of);
  }

 private:
  sdk::Vec<uint64_t> keys_;
  sdk::Vec<uint32_t> order_;
  sdk::Vec<float> sums_;
};

}  // namespace gauntlet::moe
