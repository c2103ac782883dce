// A placement of one layer: which expert is in which slot. What is legal, what a change moves, how loads fall
// on it.
#pragma once

#include <cstdint>
#include <span>

#include "simulators/moe/run_config.h"

namespace gauntlet::moe_simulator {

using Expert = uint16_t;

// Slot s holds expert s, and beyond the last expert the first ones again: what a server starts with.
void FillInitial(const RunConfig& config, std::span<Expert> slots);

struct Fault {
  enum class Kind { kNone, kRange, kMissing };
  Kind kind = Kind::kNone;
  uint32_t slot = 0;    // kRange: that holds it
  uint32_t expert = 0;  // the one that does not exist, or has no replica
};
// Whether every slot holds an expert that exists and every expert has a slot. `seen`: scratch, one an expert.
Fault CheckLayer(std::span<const uint32_t> slots, std::span<uint8_t> seen);

// What a change of a layer brings onto its GPUs. An expert that a GPU holds already is copied there for
// nothing.
struct Moves {
  uint64_t replicas = 0;   // experts that came new to a GPU, once for each such GPU
  uint64_t from_afar = 0;  // of these, no GPU of the same node held it
  double seconds = 0;      // until the last GPU has its weights: all receive at once
};
// `held`: scratch, one an expert.
Moves MovesOf(const RunConfig& config, std::span<const Expert> before, std::span<const Expert> after,
              std::span<uint64_t> held);

// Loads of one layer under a placement. A replica carries its expert's load divided by the number of
// replicas.
struct LayerLoads {
  double replica_mean = 0, replica_max = 0;
  double gpu_mean = 0, gpu_max = 0;
};
// `share`[expert]: what each replica carries; `gpu`[gpu]: what each GPU carries. Filled.
LayerLoads LoadsOf(const RunConfig& config, std::span<const uint32_t> load, std::span<const Expert> slots,
                   std::span<double> share, std::span<double> gpu);

}  // namespace gauntlet::moe_simulator
