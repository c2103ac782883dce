// What users feel: the time of one step of the served model, layer by layer. README.md says what is modelled
// and from which sources its parameters are.
#pragma once

#include <cstdint>
#include <span>

#include "simulators/moe/placement.h"
#include "simulators/moe/run_config.h"

namespace gauntlet::moe_simulator {

struct LayerStep {
  double seconds = 0;
  double crossings = 0;  // expected transfers of a token to another node, of all tokens of the window
};

// Scratch of StepOf: `node_load`[group][node], and the weights that are read and products computed of each
// GPU.
struct StepScratch {
  std::span<double> node_load;  // groups x nodes
};

// A layer's part of a step, if the loads of the window are spread evenly over its steps.
// `share`[expert] and `gpu`[gpu] as LoadsOf left them; `tokens`: that passed the layer in the window.
LayerStep StepOf(const RunConfig& config, std::span<const Expert> slots, std::span<const double> share,
                 std::span<const double> gpu, double tokens, double steps, const StepScratch& scratch);

}  // namespace gauntlet::moe_simulator
