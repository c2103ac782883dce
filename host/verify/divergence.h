// Where two runs of one policy begin to differ.
#pragma once

#include <optional>
#include <string>

#include "host/evaluate/evaluator.h"

namespace gauntlet {

// Where one simulation lies in the run of a workload that holds several.
struct LogSlice {
  uint64_t begin = 0, end = UINT64_MAX;  // of its answers in the log
  uint64_t first_record = 0;             // of the workload
};

// One simulation of a logged run, and the evaluator whose verifier can read its log.
struct LoggedSimulation {
  Evaluator* evaluator = nullptr;
  const LoggedEvaluation* run = nullptr;
  size_t index = 0;
  std::optional<LogSlice> slice = {};  // none: the workload is one simulation

  const Simulation& simulation() const { return run->evaluation.simulations[index]; }
};

// The first answer that differs.
struct Divergence {
  std::optional<uint64_t>
      record;  // of the simulation, at which it was asked for; none: the logs are none of a run
  std::string first, second;  // what was answered, in words

  // "request 1234: victim: slot 17 against victim: slot 3"
  std::string Text() const;
  Json ToJson() const;
};

// Nothing: metrics and every answer are equal. Of slices there are no metrics.
Result<std::optional<Divergence>> FindDivergence(const LoggedSimulation& a, const LoggedSimulation& b,
                                                 const std::string& domain,
                                                 const std::string& interface_name);

// The same of the answers to the first `records` only; the workloads may go on differently.
Result<std::optional<Divergence>> FindDivergenceBefore(uint64_t records, const LoggedSimulation& a,
                                                       const LoggedSimulation& b, const std::string& domain,
                                                       const std::string& interface_name);

}  // namespace gauntlet
