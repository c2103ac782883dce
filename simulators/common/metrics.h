// Named numbers of a result.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <cstring>

namespace gauntlet::simulators {

// REQUIRES: fewer than GAUNTLET_MAX_METRICS so far.
inline void AddCount(gauntlet_result* result, const char* name, uint64_t count) {
  gauntlet_metric& metric = result->metrics[result->metric_count++];
  metric = {};
  std::strncpy(metric.name, name, sizeof metric.name - 1);
  metric.kind = GAUNTLET_METRIC_COUNT;
  metric.integer = count;
}

inline void AddReal(gauntlet_result* result, const char* name, double real) {
  gauntlet_metric& metric = result->metrics[result->metric_count++];
  metric = {};
  std::strncpy(metric.name, name, sizeof metric.name - 1);
  metric.kind = GAUNTLET_METRIC_REAL;
  metric.real = real;
}

}  // namespace gauntlet::simulators
