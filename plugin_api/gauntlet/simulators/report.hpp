// What a simulator says of a run: metrics, or why an answer is not carried out.
#pragma once

#include <gauntlet/simulator.h>

#include <cstdint>
#include <cstdio>
#include <gauntlet/simulators/metrics.hpp>
#include <string_view>

namespace gauntlet::simulators {

// Metrics by name, in order; those that nobody asked for are dropped.
class Report {
 public:
  explicit Report(gauntlet_result* result) : result_(result), wanted_(*result) { result->metric_count = 0; }
  bool Wants(std::string_view name) const { return wanted_(name); }
  void Count(const char* name, uint64_t count) {
    if (Takes(name)) AddCount(result_, name, count);
  }
  void Real(const char* name, double real) {
    if (Takes(name)) AddReal(result_, name, real);
  }

 private:
  bool Takes(const char* name) const { return Wants(name) && result_->metric_count < GAUNTLET_MAX_METRICS; }

  gauntlet_result* result_;
  Wanted wanted_;
};

// Said of an answer that may not be carried out: a sentence that names the place and what was expected there. The first
// counts.
class Refusal {
 public:
  explicit Refusal(gauntlet_fault* fault) : fault_(fault) {}
  [[gnu::format(printf, 2, 3)]] void operator()(const char* format, ...) {
    if (refused_) return;
    refused_ = true;
    __builtin_va_list arguments;
    __builtin_va_start(arguments, format);
    std::vsnprintf(fault_->text, sizeof fault_->text, format, arguments);
    __builtin_va_end(arguments);
  }
  bool refused() const { return refused_; }

 private:
  gauntlet_fault* fault_;
  bool refused_ = false;
};

}  // namespace gauntlet::simulators
