// From the simulator source of a problem's folder to a module that evaluators load.
#pragma once

#include "host/problem/problem.h"

namespace gauntlet {

// Sets `problem->simulator`. Compiled once for each content of the folder's sources, of Gauntlet's headers and of its
// compiler: CacheDir()/simulators/HASH.so. Nothing to do for a domain that is built in.
// kInput: the author's errors, with the lines of the simulator; or the module does not climb the ladder.
Result<> BuildSimulator(Problem* problem);

// LoadProblem, ready to be run.
Result<Problem> OpenProblem(const std::filesystem::path& path);

}  // namespace gauntlet
