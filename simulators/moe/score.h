// Adds up what the placements of a run were worth, window by window.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <gauntlet/simulators/memory.hpp>
#include <span>

#include "simulators/moe/placement.h"
#include "simulators/moe/serving.h"

namespace gauntlet::moe_simulator {

// What the change that a window began with cost, layer by layer.
struct Change {
  uint32_t layers = 0;        // that changed
  std::span<double> seconds;  // seconds[0 .. layers): until each has its weights
};

class Scorer {
 public:
  // False: no memory.
  bool Init(const simulators::Memory& memory, const RunConfig& config);

  // The window's loads[layer][expert] on the placement that was in force. False: no memory.
  bool AddWindow(std::span<const uint32_t> loads, uint32_t steps, std::span<const Expert> placement,
                 const Change& change);
  // What the window began with. Counted with it: a change that no window follows costs and brings nothing.
  void AddChange(uint32_t layers, const Moves& moves) {
    rebalances_ += layers > 0 ? 1 : 0;
    layers_changed_ += layers;
    replicas_moved_ += moves.replicas;
    moved_from_afar_ += moves.from_afar;
  }

  // Sorts what it kept; called once.
  void Report(gauntlet_result* result);

 private:
  // So many steps that took so long.
  struct Steps {
    double seconds;
    double count;
  };
  bool AddSteps(double seconds, double steps, const Change& change);
  bool Keep(const Steps& steps);

  simulators::Memory memory_;
  RunConfig config_;
  std::span<double> share_, gpu_, node_load_;
  Steps* steps_ = nullptr;
  uint64_t steps_used_ = 0, steps_room_ = 0;

  uint64_t windows_ = 0, rebalances_ = 0, layers_changed_ = 0, replicas_moved_ = 0, moved_from_afar_ = 0;
  double balancedness_gpu_ = 0, balancedness_expert_ = 0, gpu_imbalance_ = 0;
  double crossings_ = 0, tokens_ = 0, seconds_ = 0, step_count_ = 0;
};

// A part of a whole, or what it is when there is no whole.
inline double Share(double part, double whole, double otherwise) {
  return whole > 0 ? part / whole : otherwise;
}

}  // namespace gauntlet::moe_simulator
