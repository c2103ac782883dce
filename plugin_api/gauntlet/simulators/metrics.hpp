// Named numbers of a result.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace gauntlet::simulators {

// REQUIRES: fewer than GAUNTLET_MAX_METRICS so far.
inline void AddCount(gauntlet_result* result, const char* name, uint64_t count) {
  gauntlet_metric& metric = result->metrics[result->metric_count++];
  metric = {};
  std::strncpy(metric.name, name, sizeof metric.name - 1);
  metric.kind = GAUNTLET_METRIC_COUNT;
  metric.integer = count;
}

// Which reference metrics a caller asks for: those that the result names, all if it names none.
class Wanted {
 public:
  explicit Wanted(const gauntlet_result& result) : names_(result) {}
  bool operator()(std::string_view name) const {
    for (uint32_t i = 0; i < names_.metric_count; ++i)
      if (name == names_.metrics[i].name) return true;
    return names_.metric_count == 0;
  }

 private:
  gauntlet_result names_;
};

inline void AddReal(gauntlet_result* result, const char* name, double real) {
  gauntlet_metric& metric = result->metrics[result->metric_count++];
  metric = {};
  std::strncpy(metric.name, name, sizeof metric.name - 1);
  metric.kind = GAUNTLET_METRIC_REAL;
  metric.real = real;
}

}  // namespace gauntlet::simulators
