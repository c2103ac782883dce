// A cache workload as the host hands it over: checked once, in the trusted process, before any run.
#pragma once

#include <gauntlet/cache_trace.h>
#include <gauntlet/simulator.h>

#include <cstdint>

#include "simulators/cache/run_config.h"

namespace gauntlet::cache_simulator {

class Workload {
 public:
  // Checks the settings and every record. Returns GAUNTLET_OK, or GAUNTLET_BAD_WORKLOAD with the fault
  // filled.
  int32_t Open(const gauntlet_workload& workload, gauntlet_fault* fault);

  const RunConfig& config() const { return config_; }
  const gauntlet_cache_trace_header& header() const { return header_; }
  const uint8_t* records() const { return records_; }
  const gauntlet_cache_record& record(uint64_t index) const {
    return *reinterpret_cast<const gauntlet_cache_record*>(records_ + index * header_.record_bytes);
  }

  void Describe(gauntlet_facts* facts) const;

 private:
  int32_t ReadParams(const gauntlet_workload& workload, gauntlet_fault* fault);
  int32_t ReadHeader(const gauntlet_workload& workload, gauntlet_fault* fault);
  int32_t CheckRecords(gauntlet_fault* fault) const;

  RunConfig config_;
  gauntlet_cache_trace_header header_{};
  const uint8_t* records_ = nullptr;
};

}  // namespace gauntlet::cache_simulator
