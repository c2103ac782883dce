#include "simulators/moe/serving.h"

#include <algorithm>

namespace gauntlet::moe_simulator {
namespace {

double Power(double base, uint32_t exponent) {
  double power = 1;
  for (uint32_t i = 0; i < exponent; ++i) power *= base;
  return power;
}

// Roofline: whichever of computing and reading takes longer.
double Roofline(const ServingConfig& serving, double flops, double bytes) {
  return std::max(flops / serving.gpu_flops, bytes / serving.gpu_bytes_per_s);
}

// The routed experts of the GPU that takes longest: three matrices each, and the weights of those that got a
// token.
double ExpertSeconds(const RunConfig& config, std::span<const Expert> slots, std::span<const double> share,
                     std::span<const double> gpu, double steps) {
  const ServingConfig& serving = config.serving;
  const double parameters = 3 * serving.hidden * serving.expert_width;
  const uint32_t slots_per_gpu = config.slots_per_gpu();
  double longest = 0;
  for (uint32_t g = 0, slot = 0; g < config.gpus; ++g) {
    double active = 0;  // a replica with less than one token a step is read in as many steps as it has tokens
    for (uint32_t i = 0; i < slots_per_gpu; ++i, ++slot) active += std::min(1.0, share[slots[slot]] / steps);
    const double tokens = gpu[g] / steps;
    const double moved = tokens * serving.hidden * (serving.dispatch_bytes + serving.combine_bytes);
    longest = std::max(longest, Roofline(serving, 2 * parameters * tokens,
                                         parameters * serving.weight_bytes * active + moved));
  }
  return longest;
}

// Expected transfers of the window's tokens to each node. A token picks its groups one by one, and in each of
// them experts, all by their loads, and goes once to every node that one of these is on. Returns the largest
// of a node; `sum` gets that of all.
double NodeTransfers(const RunConfig& config, std::span<const Expert> slots, std::span<const double> share,
                     double tokens, std::span<double> node_load, double* sum) {
  std::ranges::fill(node_load, 0.0);
  const uint32_t slots_per_node = config.slots_per_gpu() * config.gpus_per_node();
  for (uint32_t slot = 0; slot < config.replicas; ++slot) {
    const uint32_t group = slots[slot] / config.experts_per_group(), node = slot / slots_per_node;
    node_load[group * config.nodes + node] += share[slots[slot]];
  }
  double total = 0;
  for (const double load : node_load) total += load;
  const uint32_t picks = config.top_k / config.groups_per_token;  // in each group that it picks
  double largest = 0;
  *sum = 0;
  for (uint32_t node = 0; node < config.nodes && total > 0; ++node) {
    double spared = 0;  // probability that a group that is picked needs nothing of the node
    for (uint32_t group = 0; group < config.groups; ++group) {
      double load = 0;
      for (uint32_t n = 0; n < config.nodes; ++n) load += node_load[group * config.nodes + n];
      if (load > 0) spared += load / total * Power(1 - node_load[group * config.nodes + node] / load, picks);
    }
    const double here = tokens * (1 - Power(spared, config.groups_per_token));
    largest = std::max(largest, here);
    *sum += here;
  }
  return largest;
}

}  // namespace

LayerStep StepOf(const RunConfig& config, std::span<const Expert> slots, std::span<const double> share,
                 std::span<const double> gpu, double tokens, double steps, const StepScratch& scratch) {
  const ServingConfig& serving = config.serving;
  const double away = static_cast<double>(config.nodes - 1) / config.nodes;  // tokens start on any node alike
  double transfers = 0;
  const double busiest = NodeTransfers(config, slots, share, tokens, scratch.node_load, &transfers);

  // Into each node over its GPUs' network cards, inside it to the GPU that has the most to receive.
  const double elements = serving.hidden / steps;
  const double afar = away * busiest * elements / (config.inter_node_bytes_per_s * config.gpus_per_node());
  const double beside = static_cast<double>(config.gpus_per_node() - 1) / config.gpus_per_node();
  const double near = beside * std::ranges::max(gpu) * elements / config.intra_node_bytes_per_s;
  const double element_s = std::max(afar, near);
  const double exchange_s =
      2 * serving.message_s + element_s * (serving.dispatch_bytes + serving.combine_bytes);

  const double own = tokens / steps / config.gpus;  // tokens whose attention a GPU computes in a step
  const double attention_s = Roofline(serving, own * serving.attention_flops,
                                      own * serving.attention_bytes + serving.attention_weight_bytes);
  return {serving.layer_s + attention_s + exchange_s + ExpertSeconds(config, slots, share, gpu, steps),
          away * transfers};
}

}  // namespace gauntlet::moe_simulator
