// For tests: load histories by hand, and policies that are a function.
#pragma once

#include <gauntlet/moe.h>
#include <gauntlet/moe_trace.h>

#include <cstring>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "simulators/common/harness/harness.h"
#include "simulators/moe/module.h"

namespace gauntlet::moe_simulator {

using simulators::Outcome;
using simulators::Params;
using Loads = std::vector<uint32_t>;  // [layer][expert]

// The bytes of a workload. REQUIRES: every window has layers x experts loads.
inline std::vector<uint8_t> BuildHistory(uint32_t layers, uint32_t experts, const std::vector<Loads>& windows,
                                         uint32_t steps = 100) {
  gauntlet_moe_trace_header header = {};
  header.magic = GAUNTLET_MOE_TRACE_MAGIC;
  header.layers = layers;
  header.experts = experts;
  header.record_bytes =
      static_cast<uint32_t>((sizeof(gauntlet_moe_record) + 4 * uint64_t{layers} * experts + 7) / 8 * 8);
  header.record_count = windows.size();
  std::vector<uint8_t> bytes(sizeof header + windows.size() * header.record_bytes);
  std::memcpy(bytes.data(), &header, sizeof header);
  for (size_t w = 0; w < windows.size(); ++w) {
    const gauntlet_moe_record record = {steps, 0};
    uint8_t* to = bytes.data() + sizeof header + w * header.record_bytes;
    std::memcpy(to, &record, sizeof record);
    std::memcpy(to + sizeof record, windows[w].data(), windows[w].size() * 4);
  }
  return bytes;
}

// Settings with a serving step that is easy to compute by hand: one element, one byte, one operation a
// second.
inline Params ParamsWith(std::initializer_list<std::pair<std::string, std::string>> settings) {
  Params params = settings;
  const std::pair<const char*, const char*> usual[] = {{"top_k", "1"},
                                                       {"expert_bytes", "10"},
                                                       {"intra_node_bytes_per_s", "4"},
                                                       {"inter_node_bytes_per_s", "2"},
                                                       {"hidden", "1"},
                                                       {"expert_width", "1"},
                                                       {"weight_bytes", "1"},
                                                       {"dispatch_bytes", "1"},
                                                       {"combine_bytes", "1"},
                                                       {"gpu_flops", "1"},
                                                       {"gpu_bytes_per_s", "1"},
                                                       {"attention_flops", "0"},
                                                       {"attention_bytes", "0"},
                                                       {"attention_weight_bytes", "0"},
                                                       {"message_s", "0"},
                                                       {"layer_s", "0"},
                                                       {"step_s", "0"},
                                                       {"hidden_move_share", "0"}};
  for (const auto& [key, text] : usual) {
    bool given = false;
    for (const auto& setting : params) given = given || setting.first == key;
    if (!given) params.emplace_back(key, text);
  }
  return params;
}

inline Result<simulators::OpenedWorkload> OpenHistory(std::vector<uint8_t> bytes, const Params& params) {
  return simulators::OpenedWorkload::Open(*Simulator(), std::move(bytes), params);
}

// A policy that is what `script` says. One at a time.
class Scripted {
 public:
  using Script = std::function<uint32_t(const gauntlet_moe_view& view, uint32_t* placement)>;
  explicit Scripted(Script script) { script_ = std::move(script); }
  simulators::Policy policy() const { return {GAUNTLET_MOE_POLICY_INTERFACE, &kHooks, nullptr}; }
  static const gauntlet_moe_config& config() { return config_; }

 private:
  static void* Create(const gauntlet_moe_config* config, const gauntlet_host*) {
    config_ = *config;
    return &script_;
  }
  static void Destroy(void*) {}
  static uint32_t Rebalance(void*, const gauntlet_moe_view* view, uint32_t* placement) {
    return script_(*view, placement);
  }
  static inline Script script_;
  static inline gauntlet_moe_config config_{};
  static constexpr gauntlet_moe_policy kHooks = {sizeof(gauntlet_moe_policy), 0, Create, Destroy, Rebalance};
};

}  // namespace gauntlet::moe_simulator
