// A MoE workload as the host hands it over: checked once, in the trusted process, before any run.
#pragma once

#include <gauntlet/moe_trace.h>
#include <gauntlet/simulator.h>

#include <cstdint>
#include <span>

#include "simulators/moe/run_config.h"

namespace gauntlet::moe_simulator {

class Workload {
 public:
  // Checks the settings and every record. Returns GAUNTLET_OK, or GAUNTLET_BAD_WORKLOAD with the fault
  // filled.
  int32_t Open(const gauntlet_workload& workload, gauntlet_fault* fault);

  const RunConfig& config() const { return config_; }
  const gauntlet_moe_trace_header& header() const { return header_; }
  const gauntlet_moe_record& record(uint64_t window) const {
    return *reinterpret_cast<const gauntlet_moe_record*>(records_ + window * header_.record_bytes);
  }
  // loads[layer][expert] of the window.
  std::span<const uint32_t> loads(uint64_t window) const {
    return {reinterpret_cast<const uint32_t*>(&record(window) + 1), config_.loads()};
  }

  void Describe(gauntlet_facts* facts) const;

 private:
  int32_t ReadHeader(const gauntlet_workload& workload, gauntlet_fault* fault);
  int32_t ReadParams(const gauntlet_workload& workload, gauntlet_fault* fault);
  int32_t CheckShape(gauntlet_fault* fault) const;
  int32_t CheckRecords(gauntlet_fault* fault) const;

  RunConfig config_;
  gauntlet_moe_trace_header header_{};
  const uint8_t* records_ = nullptr;
};

}  // namespace gauntlet::moe_simulator
