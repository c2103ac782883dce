#include "simulators/moe/placement.h"

#include <algorithm>

namespace gauntlet::moe_simulator {

void FillInitial(const RunConfig& config, std::span<Expert> slots) {
  for (uint32_t slot = 0; slot < config.replicas; ++slot)
    slots[slot] = static_cast<Expert>(slot % config.experts);
}

Fault CheckLayer(std::span<const uint32_t> slots, std::span<uint8_t> seen) {
  std::ranges::fill(seen, uint8_t{0});
  size_t experts = 0;
  for (uint32_t slot = 0; slot < slots.size(); ++slot) {
    if (slots[slot] >= seen.size()) return {Fault::Kind::kRange, slot, slots[slot]};
    experts += seen[slots[slot]] == 0 ? 1 : 0;
    seen[slots[slot]] = 1;
  }
  if (experts == seen.size()) return {};
  const auto missing = std::ranges::find(seen, uint8_t{0});
  return {Fault::Kind::kMissing, 0, static_cast<uint32_t>(missing - seen.begin())};
}

Moves MovesOf(const RunConfig& config, std::span<const Expert> before, std::span<const Expert> after,
              std::span<uint64_t> held) {
  Moves moves;
  const uint32_t slots_per_gpu = config.slots_per_gpu();
  const uint32_t slots_per_node = slots_per_gpu * config.gpus_per_node();
  // Marks: the last node, and the last GPU, of which an expert is known to be there; numbered from 1 so that
  // 0 is none.
  std::ranges::fill(held, uint64_t{0});
  for (uint32_t node = 0; node < config.nodes; ++node) {
    const uint64_t node_mark = node + 1;
    for (uint32_t slot = node * slots_per_node; slot < (node + 1) * slots_per_node; ++slot)
      held[before[slot]] = node_mark << 32;
    for (uint32_t gpu = node * config.gpus_per_node(); gpu < (node + 1) * config.gpus_per_node(); ++gpu) {
      const uint64_t gpu_mark = gpu + 1;
      const auto mark = [&](uint64_t& of) { of = (of >> 32 << 32) | gpu_mark; };
      for (uint32_t i = 0; i < slots_per_gpu; ++i) mark(held[before[gpu * slots_per_gpu + i]]);
      uint64_t near = 0, far = 0;
      for (uint32_t i = 0; i < slots_per_gpu; ++i) {
        uint64_t& of = held[after[gpu * slots_per_gpu + i]];
        if (static_cast<uint32_t>(of) == gpu_mark) continue;
        of >> 32 == node_mark ? ++near : ++far;
        mark(of);  // the second replica on this GPU is a copy of the first
      }
      moves.replicas += near + far;
      moves.from_afar += far;
      const double bytes = static_cast<double>(config.expert_bytes);
      const double seconds = static_cast<double>(near) * bytes / config.intra_node_bytes_per_s +
                             static_cast<double>(far) * bytes / config.inter_node_bytes_per_s;
      moves.seconds = std::max(moves.seconds, seconds);
    }
  }
  return moves;
}

LayerLoads LoadsOf(const RunConfig& config, std::span<const uint32_t> load, std::span<const Expert> slots,
                   std::span<double> share, std::span<double> gpu) {
  std::ranges::fill(share, 0.0);
  for (const Expert expert : slots) share[expert] += 1;
  for (uint32_t e = 0; e < config.experts; ++e) share[e] = static_cast<double>(load[e]) / share[e];
  LayerLoads out;
  const uint32_t slots_per_gpu = config.slots_per_gpu();
  double sum = 0;
  for (uint32_t g = 0, slot = 0; g < config.gpus; ++g) {
    double carried = 0;
    for (uint32_t i = 0; i < slots_per_gpu; ++i, ++slot) {
      const double mine = share[slots[slot]];
      carried += mine;
      out.replica_max = std::max(out.replica_max, mine);
    }
    gpu[g] = carried;
    sum += carried;
    out.gpu_max = std::max(out.gpu_max, carried);
  }
  out.replica_mean = sum / static_cast<double>(config.replicas);
  out.gpu_mean = sum / static_cast<double>(config.gpus);
  return out;
}

}  // namespace gauntlet::moe_simulator
