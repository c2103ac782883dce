// The stored final report as figures: each policy on each split, each workload by itself, what verification said.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"

namespace gauntlet {

struct SplitStanding {
  std::string verdict;
  std::optional<double> score;
  std::optional<double> gap_closed;                 // share of the seed's distance to the bound
  std::optional<double> gain, gain_low, gain_high;  // over the seed; its 95 % interval
};

struct PolicyStanding {
  std::string name;                             // finalist, champion, seed, a baseline's
  std::map<std::string, SplitStanding> splits;  // train, validation, test: those that were looked at
  // How much less it scores there than on train; none without both.
  std::optional<double> GapTo(const std::string& split) const;
};

struct WorkloadStanding {
  std::string split, name, dataset;
  std::optional<double> metric;  // the objective's, of the finalist
  // Scores of this workload alone.
  std::optional<double> finalist, seed, bound;
  std::string best_baseline;  // whose score is the best
  std::optional<double> baseline;
};

struct CheckStanding {
  std::string name, title, says;
  bool passed = false;
  double evaluations = 0;
};

struct Standings {
  int64_t champion = -1, finalist = -1;
  bool promoted = false;
  std::vector<PolicyStanding> policies;  // the finalist first, then by train score
  std::map<std::string, double>
      bounds;                       // by split: the mean score at the bound, where it is one on all workloads
  std::vector<std::string> splits;  // that were looked at, in the order train, validation, test
  std::string metric, bound;        // names of the objective's; empty: not stored
  std::vector<WorkloadStanding> workloads;
  bool has_workload_scores = false;  // reports of older versions have none
  std::vector<CheckStanding> checks;
  std::vector<std::string> says;  // who was turned down or promoted, a sentence each
  int64_t test_openings = 0;
};

// `fact`: FinalReport::ToJson. kCorruptArtifact if it is something else.
Result<Standings> ReadStandings(const Json& fact);

}  // namespace gauntlet
