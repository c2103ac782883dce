// Options that several commands share: which workloads, which cage, how many workers.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "host/evaluate/evaluator.h"
#include "host/problem/problem.h"
#include "host/store/campaign_file.h"

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

// The problem that a campaign ran, found again: where it lay then, else by its name. kInput: it is gone, or
// changed since.
Result<Problem> ProblemOfCampaign(const CampaignFile& file, const std::vector<std::string>& problem_path);
// The problem on the workloads of these files instead of its own; of all splits that they name.
Result<> UseWorkloads(Problem& problem, const std::vector<std::string>& files);
// What a campaign stores of its problem, as the fact "problem".
Json ProblemFact(const Problem& problem, const std::vector<std::string>& workload_files);

Result<Isolation> IsolationFromString(const std::string& name);
// --time: "30m", "2h", "45s", "1.5h" in seconds; a bare number is seconds, nothing is 0.
Result<double> ParseTime(const std::string& text);

}  // namespace gauntlet
