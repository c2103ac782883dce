// From the syntax tree of one candidate to a shared object: Clang's code generator and LLD as libraries,
// nothing started. Plain C++.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/toolchain/debug_build.h"
#include "sandbox/verdict.h"

namespace gauntlet {

class ParsedCandidate;

struct ObjectOutcome {
  std::optional<Failure> failure;
  std::vector<char> object;  // ELF, relocatable
};

// What the optimiser is asked for: a policy is compiled a thousand times, a simulator once.
enum class CodeOf { kPolicy, kSimulator };

// REQUIRES: called from within the visit of Toolchain::Parse, on a candidate without errors; one at a time in
// a process, which keeps the back end from unit to unit. `debug`: as the unit was parsed.
ObjectOutcome GenerateObject(ParsedCandidate& candidate, DebugBuild debug = DebugBuild::kNone,
                             CodeOf code = CodeOf::kPolicy);

struct LinkOutcome {
  std::optional<Failure> failure;
  std::vector<char> module;  // ELF, shared
};

// Links objects and the runtime archive into a shared object without start files that exports gauntlet_entry
// only. LLD reads and writes paths, so this keeps three memory files open and names them through
// /proc/self/fd. LLD keeps global state: one Linker in a process, one link at a time.
class Linker {
 public:
  // `runtime_archive`: lib/gauntlet/libgauntlet_rt.a; empty: link without it.
  static Result<Linker> Create(const std::string& runtime_archive);
  Linker(Linker&&) noexcept;
  Linker& operator=(Linker&&) noexcept;
  ~Linker();

  // `keep_debug`: line tables stay in the module; else it is stripped.
  Result<LinkOutcome> Link(const std::vector<char>& object, bool keep_debug);

 private:
  Linker() = default;
  int object_fd_ = -1;
  int output_fd_ = -1;
  int script_fd_ = -1;
  int archive_fd_ = -1;
};

}  // namespace gauntlet
