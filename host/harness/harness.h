// Starts what plays a problem's policies: the evaluator of its simulator, or the program that it names.
#pragma once

#include <memory>

#include "host/evaluate/evaluator.h"
#include "host/problem/problem.h"

namespace gauntlet {

// Of a program: Confirm is a second run, in a process of its own, that has to give the same metrics (unless it is said
// not to be repeatable), and no evaluation has a log. A rule that stops an evaluation is not kept: all is played.
Result<std::unique_ptr<Evaluator>> StartEvaluator(const Problem& problem, const EvaluatorSetup& setup);

}  // namespace gauntlet
