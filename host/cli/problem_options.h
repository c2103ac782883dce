// Options that several commands share: which workloads, which cage, how many workers.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "host/evaluate/evaluator.h"
#include "host/problem/problem.h"

namespace gauntlet {

struct WorkloadChoice {
  std::string split = "train";
  std::vector<std::string> workload_files;
  unsigned workers = 0;    // 0: as many as there are cores
  uint64_t memory_mb = 0;  // of a policy; 0: the problem's limit

  void AddTo(CLI::App& command);
  unsigned Lanes() const;
};

// The entries of --workload files when there are any, else those of the problem's split.
Result<std::vector<WorkloadEntry>> ChooseWorkloads(const Problem& problem, const WorkloadChoice& choice);

Result<Isolation> IsolationFromString(const std::string& name);
Result<std::string> ReadSource(const std::string& path);

}  // namespace gauntlet
