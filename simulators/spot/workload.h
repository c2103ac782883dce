// A spot workload as the host hands it over: checked once, in the trusted process, before any run.
#pragma once

#include <gauntlet/simulator.h>
#include <gauntlet/spot_trace.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "simulators/spot/job.h"
#include "simulators/spot/run_config.h"

namespace gauntlet::spot_simulator {

class Workload {
 public:
  // Checks the settings and every record. Returns GAUNTLET_OK, or GAUNTLET_BAD_WORKLOAD with the fault
  // filled.
  int32_t Open(const gauntlet_workload& workload, gauntlet_fault* fault);

  const RunConfig& config() const { return config_; }
  uint32_t job_count() const { return header_.job_count; }
  // Of a tick of a job, history not counted: [region_count]. REQUIRES: both exist.
  const Offer* offers(uint32_t job, uint32_t tick) const {
    const uint64_t jobs_records = uint64_t{header_.history_records} + header_.tick_records;
    return OffersOf(job * jobs_records + header_.history_records + tick);
  }

  void Describe(gauntlet_facts* facts) const;

 private:
  int32_t ReadParams(const gauntlet_workload& workload, gauntlet_fault* fault);
  int32_t ReadHeader(const gauntlet_workload& workload, gauntlet_fault* fault);
  int32_t CheckTimes(gauntlet_fault* fault) const;
  int32_t TakeOnlyJob(gauntlet_fault* fault);
  int32_t CheckRecords(gauntlet_fault* fault) const;
  const Offer* OffersOf(uint64_t record) const {
    return reinterpret_cast<const Offer*>(records_ + record * header_.record_bytes +
                                          sizeof(gauntlet_spot_record));
  }

  RunConfig config_;
  gauntlet_spot_trace_header header_{};  // of what is played
  const uint8_t* records_ = nullptr;
  std::optional<uint32_t> only_job_;
};

}  // namespace gauntlet::spot_simulator
