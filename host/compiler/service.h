// What a compiler process does, without the process: parse, screen, form, code, link, check; mutate; diff; ablate;
// literals; grams; locate. Not thread-safe. compiler_main.cc puts it behind a channel. Plain C++.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/base/result.h"
#include "host/compiler/compiler.h"
#include "host/compiler/wire.h"

namespace gauntlet {

struct ServiceOutcome {
  CompileOutcome outcome;    // `module` is not set ...
  std::vector<char> module;  // ... its bytes are here; empty if there is none
};

class CompilerService {
 public:
  // Reads headers, the runtime archive and the list of allowed imports; builds the header states of `domain`
  // ("cache"). `stage` is told what begins; it must return quickly.
  static Result<std::unique_ptr<CompilerService>> Create(const CompilerLimits& limits,
                                                         const std::vector<HeaderFile>& headers,
                                                         std::function<void(CompilerStage)> stage);
  virtual ~CompilerService() = default;

  // Toolchain::Facts() and "runtime": hash of the archive that every module is linked with.
  virtual Json Facts() const = 0;
  virtual Result<> WarmUp(const std::string& domain, const std::string& interface_name) = 0;
  virtual Result<ServiceOutcome> Compile(const CompileRequest& request, const Compiler::Wanted& wanted) = 0;
  // As Compile, of an author's simulator: its header of hooks is checked (ReadAbi) and nothing
  // else; the whole optimiser, no artifact check.
  virtual Result<ServiceOutcome> CompileSimulator(const std::string& source, const std::string& domain) = 0;
  virtual Result<MutateOutcome> Mutate(const MutateRequest& request) = 0;
  virtual Result<std::vector<SourceDiff>> Diff(const DiffRequest& request) = 0;
  virtual Result<AblationOutcome> Ablations(const TreeRequest& request) = 0;
  virtual Result<LiteralsOutcome> Literals(const TreeRequest& request) = 0;
  virtual Result<GramsOutcome> Grams(const TreeRequest& request) = 0;
  virtual Result<uint32_t> Locate(const CompileRequest& request, uint64_t module_offset) = 0;
};

}  // namespace gauntlet
