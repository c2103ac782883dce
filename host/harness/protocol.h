// What a program that plays policies is asked, and what its answers mean. problems/HARNESSES.md is its reference.
//
//   standard input    {"protocol": "gauntlet.harness/1", "do": "evaluate" or "references", "policy": "policy.py",
//                      "workloads": [{"name", "seed", "params": {key: value}, "files": {key: path}}]}
//   standard output   {"simulations": [{"metrics": {name: number}}]}, one for each workload, in order; or
//                     {"failure": {"kind": "invalid_decision", "reason": TEXT, ...}}
#pragma once

#include <string>
#include <vector>

#include "host/evaluate/evaluator.h"
#include "host/harness/cage.h"

namespace gauntlet {

// `policy`: its file, in the folder in which the program starts; empty: references are asked for.
std::string QuestionFor(const EvaluatorSetup& setup, const std::vector<uint32_t>& workloads,
                        const std::string& policy);

// `needed`: metrics that every simulation must have.
Evaluation EvaluationOf(const CageEnd& end, const std::vector<uint32_t>& workloads,
                        const std::vector<std::string>& needed);

}  // namespace gauntlet
