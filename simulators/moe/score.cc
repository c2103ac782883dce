#include "simulators/moe/score.h"

#include <algorithm>
#include <cmath>
#include <gauntlet/simulators/metrics.hpp>

namespace gauntlet::moe_simulator {
namespace {

constexpr double kHighPercentile = 0.99;

std::span<double> Reals(const simulators::Memory& memory, uint64_t count) {
  double* made = memory.Array<double>(count);
  return made == nullptr ? std::span<double>() : std::span(made, count);
}

}  // namespace

bool Scorer::Init(const simulators::Memory& memory, const RunConfig& config) {
  memory_ = memory;
  config_ = config;
  share_ = Reals(memory, config.experts);
  gpu_ = Reals(memory, config.gpus);
  node_load_ = Reals(memory, uint64_t{config.groups} * config.nodes);
  return !share_.empty() && !gpu_.empty() && !node_load_.empty();
}

bool Scorer::AddWindow(std::span<const uint32_t> loads, uint32_t steps, std::span<const Expert> placement,
                       const Change& change) {
  LayerLoads all;
  double seconds = config_.serving.step_s, tokens = 0;
  for (uint32_t layer = 0; layer < config_.layers; ++layer) {
    const auto load = loads.subspan(uint64_t{layer} * config_.experts, config_.experts);
    const auto slots = placement.subspan(uint64_t{layer} * config_.replicas, config_.replicas);
    const LayerLoads one = LoadsOf(config_, load, slots, share_, gpu_);
    all.replica_mean += one.replica_mean;
    all.replica_max += one.replica_max;
    all.gpu_mean += one.gpu_mean;
    all.gpu_max += one.gpu_max;
    const double layer_tokens = one.gpu_mean * config_.gpus / config_.top_k;
    const LayerStep step = StepOf(config_, slots, share_, gpu_, layer_tokens, steps, {node_load_});
    seconds += step.seconds;
    crossings_ += step.crossings;
    tokens += layer_tokens;
  }
  ++windows_;
  balancedness_gpu_ += Share(all.gpu_mean, all.gpu_max, 0);
  balancedness_expert_ += Share(all.replica_mean, all.replica_max, 0);
  gpu_imbalance_ += Share(all.gpu_max, all.gpu_mean, 1);
  tokens_ += tokens / config_.layers;
  return AddSteps(seconds, steps, change);
}

// Weights of one changed layer arrive in one step, and prolong it; where more layers change than there are
// steps, steps take several.
bool Scorer::AddSteps(double seconds, double steps, const Change& change) {
  const auto whole = static_cast<uint32_t>(steps);
  const uint32_t prolonged = std::min(change.layers, whole);
  step_count_ += steps;
  seconds_ += seconds * steps;
  for (uint32_t step = 0; step < prolonged; ++step) {
    double moving = 0;
    for (uint32_t i = step; i < change.layers; i += prolonged) moving += change.seconds[i];
    moving *= 1 - config_.serving.hidden_move_share;
    seconds_ += moving;
    if (!Keep({seconds + moving, 1})) return false;
  }
  return whole == prolonged || Keep({seconds, static_cast<double>(whole - prolonged)});
}

bool Scorer::Keep(const Steps& steps) {
  if (steps_used_ == steps_room_) {
    const uint64_t room = std::max<uint64_t>(256, 2 * steps_room_);
    if (!memory_.Grow(&steps_, steps_used_, room)) return false;
    steps_room_ = room;
  }
  steps_[steps_used_++] = steps;
  return true;
}

void Scorer::Report(gauntlet_result* result) {
  std::sort(steps_, steps_ + steps_used_,
            [](const Steps& a, const Steps& b) { return a.seconds < b.seconds; });
  const double rank = std::ceil(kHighPercentile * step_count_);
  double high_s = 0, passed = 0;
  for (uint64_t i = 0; i < steps_used_ && passed < rank; ++i) {
    passed += steps_[i].count;
    high_s = steps_[i].seconds;
  }
  const auto windows = static_cast<double>(windows_);
  using simulators::AddCount;
  using simulators::AddReal;
  result->metric_count = 0;
  AddCount(result, "windows", windows_);
  AddCount(result, "rebalances", rebalances_);
  AddCount(result, "layers_changed", layers_changed_);
  AddCount(result, "replicas_moved", replicas_moved_);
  AddCount(result, "migration_bytes", replicas_moved_ * config_.expert_bytes);
  AddCount(result, "inter_node_bytes", moved_from_afar_ * config_.expert_bytes);
  AddReal(result, "balancedness_gpu", Share(balancedness_gpu_, windows, 0));
  AddReal(result, "balancedness_expert", Share(balancedness_expert_, windows, 0));
  AddReal(result, "gpu_imbalance", Share(gpu_imbalance_, windows, 1));
  AddReal(result, "node_crossings", Share(crossings_, tokens_ * config_.layers, 0));
  AddReal(result, "tokens_per_s", Share(tokens_, seconds_, 0));
  AddReal(result, "step_ms_mean", Share(seconds_ * 1e3, step_count_, 0));
  AddReal(result, "step_ms_p99", high_s * 1e3);
}

}  // namespace gauntlet::moe_simulator
