// What the questions share: the problem, the processes that its policies run in, and who has run.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/campaign/workbench.h"
#include "host/check/check.h"

namespace gauntlet {

// The seed, or a baseline.
struct Entrant {
  std::string name;
  std::string source;
  Candidate train;
  std::optional<double> validation;  // its score there
};

struct Field {
  const Problem& problem;
  const CheckOptions& options;
  std::unique_ptr<Workbench> train;  // by the question about references
  std::vector<Entrant> entrants;     // by that about baselines; the seed first
  std::vector<double> evaluate_ms;   // of the seed, by that about repeats
};

// Of a policy with the most memory that the problem gives to anyone.
Result<std::unique_ptr<Workbench>> OpenBench(const Problem& problem, std::vector<WorkloadEntry> entries,
                                             unsigned lanes);
// Of whoever is best on the train split. REQUIRES: there are entrants with a score.
const Entrant& Best(const std::vector<Entrant>& entrants);
// "seconds of few: 12 and 13": the first metric in which they differ, by name of the workload; empty: none.
std::string Difference(const std::vector<WorkloadResult>& a, const std::vector<WorkloadResult>& b);
// "the seconds of few": where a metric is no finite number; empty: nowhere.
std::string NotFinite(const std::vector<WorkloadResult>& results);
// "few: 0.5 where 0.4 is the bound's": a workload on which a score is beyond the bound's; empty: none.
std::string BeyondBound(const Field& field, const std::vector<WorkloadResult>& results);
// "timeout: 5 s are over" or "ok".
std::string VerdictText(const Candidate& candidate);

// One question each, in the order of check.h.
Result<> AskSplits(Field& field, ProblemFinding& finding);
Result<> AskWorkloads(Field& field, ProblemFinding& finding);
Result<> AskReferences(Field& field, ProblemFinding& finding);
Result<> AskBaselines(Field& field, ProblemFinding& finding);
Result<> AskRepeats(Field& field, ProblemFinding& finding);
Result<> AskWorkers(Field& field, ProblemFinding& finding);
Result<> AskBattery(Field& field, ProblemFinding& finding);
Result<> AskStandIns(Field& field, ProblemFinding& finding);
Result<> AskMutants(Field& field, ProblemFinding& finding);
Result<> AskCost(Field& field, ProblemFinding& finding);

}  // namespace gauntlet
