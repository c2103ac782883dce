// What is counted, and under which names it is reported.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <gauntlet/simulators/metrics.hpp>

namespace gauntlet::cache_simulator {

using simulators::AddCount;
using simulators::AddReal;

struct Counters {
  uint64_t requests = 0;
  uint64_t misses = 0;
  uint64_t request_bytes = 0;  // 0 at unit size: the same as requests
  uint64_t miss_bytes = 0;

  Counters Since(const Counters& earlier) const {
    return {requests - earlier.requests, misses - earlier.misses, request_bytes - earlier.request_bytes,
            miss_bytes - earlier.miss_bytes};
  }
};

inline double Ratio(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

// The metrics of a run. Bytes are objects at unit size.
inline void ReportRun(const Counters& counters, gauntlet_result* result) {
  result->metric_count = 0;
  AddCount(result, "requests", counters.requests);
  AddCount(result, "misses", counters.misses);
  AddCount(result, "request_bytes", counters.request_bytes);
  AddCount(result, "miss_bytes", counters.miss_bytes);
  AddReal(result, "miss_ratio", Ratio(counters.misses, counters.requests));
  AddReal(result, "byte_miss_ratio", Ratio(counters.miss_bytes, counters.request_bytes));
}

}  // namespace gauntlet::cache_simulator
