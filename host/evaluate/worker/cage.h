// What every tier needs to run candidates: memory regions, the artifact check, the way in.
#pragma once

#include <optional>
#include <string>

#include "host/evaluate/worker/play.h"
#include "host/evaluate/worker/simulator.h"
#include "host/load/artifact.h"

namespace gauntlet {

// Reserved once, inherited by children as untouched zeroes.
struct Regions {
  Mapping policy;
  Mapping simulator;
  Mapping stack;  // the lower part is a guard: nothing may be touched there

  Mapping before;  // of altered memory: what the others lie behind

  static Result<Regions> Reserve(const EvaluationLimits& limits, bool altered_memory = false);
  std::span<std::byte> StackGuard() const;
  std::span<std::byte> Stack() const;
  void Clear() const;  // zeroes again, for those who run several candidates
  // Gives back the simulator's address space beyond what it may need for so many records: what a candidate
  // fills there is no part of its budget. In the child; returns what is left.
  std::span<std::byte> KeepSimulatorRoom(uint64_t records) const;
};

// What may be imported; none: a test wants the check left out.
Result<std::optional<AllowedImports>> ReadAllowedImports();

// Nothing: it may be opened.
std::optional<Failure> CheckModuleFile(int fd, const AllowedImports& allowed);

// Checks the artifact and opens it; what fails goes to the prelude.
std::optional<OpenModule> OpenCandidate(int fd, const std::string& path,
                                        const std::optional<AllowedImports>& allowed, Prelude* prelude);

// All of a Play that is the same for every request: what simulates, what is expected, limits, memory.
Play PlayIn(const Regions& regions, const Simulator& simulator, const WorkerSetup& setup,
            const ReportMemory& memory);

// A name that this process never opened before: the loader takes a known name for the module behind it,
// whatever the descriptor means by now.
std::string FreshPath(int fd);

// The first throw of a process initialises the unwinder, with system calls that a child may not make.
void WarmUpExceptions();

}  // namespace gauntlet
