// The far side of sdk/moe_packing.hpp.
#include <algorithm>
#include <gauntlet/sdk/moe_packing.hpp>

namespace {

// Ascending for descending weights; equal weights by index. Any bits have a place, so the order is a total
// one.
uint64_t KeyOf(float weight, uint32_t index) {
  const uint32_t bits = __builtin_bit_cast(uint32_t, weight + 0.0f);  // -0 is 0
  const uint32_t rising = (bits >> 31) != 0 ? ~bits : bits | 0x80000000u;
  return uint64_t{~rising} << 32 | index;
}

}  // namespace

void gauntlet_sdk_order(const float* weight, uint32_t count, uint64_t* keys, uint32_t* order) noexcept {
  for (uint32_t i = 0; i < count; ++i) keys[i] = KeyOf(weight[i], i);
  std::sort(keys, keys + count);
  for (uint32_t i = 0; i < count; ++i) order[i] = static_cast<uint32_t>(keys[i]);
}

void gauntlet_sdk_replicate(const float* weight, uint32_t items, uint32_t slots, float* share,
                            uint32_t* item_of, uint32_t* copies) noexcept {
  for (uint32_t i = 0; i < items; ++i) {
    share[i] = weight[i];
    item_of[i] = i;
    copies[i] = 1;
  }
  for (uint32_t slot = items; slot < slots; ++slot) {
    uint32_t most = 0;
    for (uint32_t i = 1; i < items; ++i)
      if (share[i] > share[most]) most = i;
    item_of[slot] = most;
    share[most] = weight[most] / static_cast<float>(++copies[most]);
  }
}

void gauntlet_sdk_pack(const float* weight, const uint32_t* order, uint32_t count, uint32_t packs,
                       float* sums, uint32_t* pack_of, uint32_t* rank_of) noexcept {
  const uint32_t room = count / packs;
  if (room == 1) {
    for (uint32_t i = 0; i < count; ++i) {
      pack_of[i] = i;
      rank_of[i] = 0;
    }
    return;
  }
  // Full packs leave the scan: `open` lists the others in order of their numbers.
  uint32_t open[GAUNTLET_SDK_MOST_PACKS], used[GAUNTLET_SDK_MOST_PACKS];
  for (uint32_t p = 0; p < packs; ++p) {
    sums[p] = 0;
    open[p] = p;
    used[p] = 0;
  }
  uint32_t open_count = packs;
  for (uint32_t k = 0; k < count; ++k) {
    uint32_t at = 0;
    for (uint32_t i = 1; i < open_count; ++i)
      if (sums[open[i]] < sums[open[at]]) at = i;
    const uint32_t item = order[k], p = open[at];
    pack_of[item] = p;
    rank_of[item] = used[p]++;
    sums[p] += weight[item];
    if (used[p] < room) continue;
    for (uint32_t i = at + 1; i < open_count; ++i) open[i - 1] = open[i];
    --open_count;
  }
}
