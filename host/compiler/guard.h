// What keeps one unit from costing more than its verdict: CPU, memory and stack limits of the compiler
// process, each with an exit code of its own, and the lockdown of the process.
#pragma once

#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/compiler/compiler.h"

namespace gauntlet {

// Handlers for memory that runs out, for a stack that is full and for the CPU timer; a stack of 100 MB.
// REQUIRES: called once, before threads.
Result<> InstallUnitGuards();
// Starts the clock of a unit (CPU time of the process); 0 stops it.
void ArmCpuLimit(double cpu_ms);
// Gives up everything that a compiler does not need. Returns what was given up, for `gauntlet doctor` and
// logs.
Result<std::vector<std::string>> LockDown(const CompilerLimits& limits);

uint64_t ResidentBytes();

}  // namespace gauntlet
