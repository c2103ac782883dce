// What a run knows of its workload. It crosses into the candidate's process, so it holds nothing of the
// future: no loads, no number of windows, no name.
#pragma once

#include <cstdint>
#include <type_traits>

namespace gauntlet::moe_simulator {

inline constexpr uint32_t kRunConfigVersion = 1;
inline constexpr uint32_t kMostExperts = 65535;  // an expert is 16 bits in the decision log

// The machine and the model of the serving step (serving.h). Times in seconds, sizes in bytes.
struct ServingConfig {
  double hidden = 0;                  // width of the model
  double expert_width = 0;            // of an expert's inner layer
  double weight_bytes = 0;            // of one parameter of an expert
  double dispatch_bytes = 0;          // of one element on the way to an expert
  double combine_bytes = 0;           // and on the way back
  double gpu_flops = 0;               // of a GPU in grouped matrix products, as achieved
  double gpu_bytes_per_s = 0;         // of its memory, as achieved
  double attention_flops = 0;         // of all but the routed experts of a layer, a token
  double attention_bytes = 0;         // of the KV cache read in a layer, a token
  double attention_weight_bytes = 0;  // of all but the routed experts of a layer
  double message_s = 0;               // latency of one exchange between all GPUs
  double layer_s = 0;                 // what a layer costs whatever it computes
  double step_s = 0;                  // what a step costs beside its layers
  double hidden_move_share = 0;       // of the time that weights are on their way, behind the computation
};

struct RunConfig {
  uint32_t version = kRunConfigVersion;
  uint32_t layers = 0;
  uint32_t experts = 0;
  uint32_t replicas = 0;
  uint32_t groups = 1;
  uint32_t nodes = 1;
  uint32_t gpus = 0;
  uint32_t history = 1;
  uint32_t lag = 0;  // windows that counts arrive late
  uint32_t top_k = 1;
  uint32_t groups_per_token = 1;
  uint32_t record_bytes = 0;
  uint64_t expert_bytes = 0;
  uint64_t migration_budget_bytes = 0;
  double intra_node_bytes_per_s = 0;
  double inter_node_bytes_per_s = 0;
  ServingConfig serving;

  uint32_t slots_per_gpu() const { return replicas / gpus; }
  uint32_t gpus_per_node() const { return gpus / nodes; }
  uint32_t node_of_gpu(uint32_t gpu) const { return gpu / gpus_per_node(); }
  uint32_t experts_per_group() const { return experts / groups; }
  uint64_t loads() const { return uint64_t{layers} * experts; }
  uint64_t slots() const { return uint64_t{layers} * replicas; }
};
static_assert(std::is_trivially_copyable_v<RunConfig>);

}  // namespace gauntlet::moe_simulator
