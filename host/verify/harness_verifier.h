// What can be asked of a policy that a program plays: nobody else can compute its score.
#pragma once

#include <memory>

#include "host/verify/verify.h"

namespace gauntlet {

// Checks: a run; unless it is said not to be repeatable, a second run, each workload in a process of its own, and the
// workloads the other way round, all with the same metrics. REQUIRES: problem.harness.
Result<std::unique_ptr<Verifier>> OpenHarnessVerifier(const Problem& problem, const VerifierOptions& options);

}  // namespace gauntlet
