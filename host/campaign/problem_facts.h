// The stable part of the prompts of a campaign, as facts.
#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/problem/problem.h"
#include "host/score/score.h"

namespace gauntlet {

// What is the same in all questions: statement, interface, limits, workloads, baselines with their scores.
Result<Json> ProblemFacts(const Problem& problem, const References& references,
                          const std::vector<std::string>& workloads, const Json& baseline_scores);

}  // namespace gauntlet
