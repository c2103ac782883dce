// Loads of the experts of a served model, window after window: read from a load history, or generated; and
// the bytes that the MoE simulator is given.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "host/base/result.h"
#include "host/workload/workload.h"

namespace gauntlet {

struct MoeHistory {
  uint32_t layers = 0;
  uint32_t experts = 0;
  bool synthetic = false;
  std::vector<uint32_t> steps;  // of each window
  std::vector<uint32_t> loads;  // loads[window][layer][expert]

  uint64_t windows() const { return steps.size(); }
  uint64_t loads_per_window() const { return uint64_t{layers} * experts; }
  std::span<const uint32_t> window(uint64_t index) const {
    return std::span(loads).subspan(index * loads_per_window(), loads_per_window());
  }
  // Only these windows. REQUIRES: first + count <= windows().
  MoeHistory Range(uint64_t first, uint64_t count) const;
  // Only every so many-th layer, so that this share of them is left, at least one.
  MoeHistory SampleLayers(double share) const;
};

// The public format, {"load_history": [{"logical_expert_load": [layer][expert]}, ...]}: one entry a step,
// each `window_steps` of them summed; the last window may be shorter. Other keys are passed over. kInput:
// file, byte, and what was expected there.
Result<MoeHistory> ReadLoadHistory(const std::filesystem::path& path, uint32_t window_steps);

// Fills data, data_bytes and request_count of `workload`.
Result<> PutHistory(const MoeHistory& history, Workload* workload);
// The other way round. kInternalError: the workload's data are no load history.
Result<MoeHistory> HistoryOf(const Workload& workload);

}  // namespace gauntlet
