// The host's side of a compiler process: source in, module out. The process (compiler_main.cc) holds embedded
// Clang and LLD with the SDK's header state warm, is sandboxed, and may die of any source: that costs this
// source its verdict and nobody else anything; the next call finds a fresh process.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/astdiff/diff.h"        // DiffRequest, DiffOutcome
#include "host/astdiff/tree_grams.h"  // GramsOutcome
#include "host/base/result.h"
#include "host/candidate/candidate.h"
#include "host/candidate/module.h"
#include "host/mutate/ablations.h"      // TreeRequest, AblationOutcome
#include "host/mutate/list_literals.h"  // TreeRequest, LiteralsOutcome
#include "host/mutate/mutate.h"         // MutateRequest, MutateOutcome
#include "host/toolchain/debug_build.h"
#include "host/toolchain/diagnostic.h"  // Diagnostic
#include "host/toolchain/header_file.h"
#include "host/toolchain/normal_form.h"  // NormalForm

namespace gauntlet {

struct CompilerLimits {
  double cpu_ms = 10000;               // of one unit
  uint64_t memory_bytes = 2ull << 30;  // of the compiler process
  uint64_t diagnostics_bytes = 64 << 10;
  uint64_t source_bytes = 1 << 20;
  bool trusted = false;  // go on where no system-call filter can be had: as in tier trusted
  uint64_t recycle_rss_bytes = 600ull << 20;  // a process that holds more between two units is replaced
};

Json DiagnosticToJson(const Diagnostic& diagnostic);

struct CompileRequest {
  std::string source;
  std::string domain;          // whose SDK is warm: "cache"
  std::string interface_name;  // "gauntlet.cache.policy/1"
  // Compile literals of the evolve block as a parameter table: one module a shape.
  bool lift_literals = false;
  bool line_tables = false;  // for locating a crash; same code, more bytes
  // For a debugger or sanitizers: the module skips the artifact check, so that no evaluator takes it.
  DebugBuild debug = DebugBuild::kNone;
};

struct CompileOutcome {
  std::optional<Failure> failure;  // screen, compile or link; else `module` is set, or `stopped`
  bool stopped = false;            // the caller said that it needs no module
  std::optional<NormalForm> form;  // as soon as it parsed
  std::shared_ptr<const Module> module;
  std::vector<Diagnostic> diagnostics;
  double screen_ms = 0, compile_ms = 0, link_ms = 0;
};

class Compiler {
 public:
  // Starts a process. REQUIRES: use from one thread at a time. A dead process is replaced by the next call.
  // `headers`: of a domain that a problem brings along; none: the built-in ones are made ready.
  static Result<std::unique_ptr<Compiler>> Start(const CompilerLimits& limits,
                                                 const DomainHeaders& headers = {});
  virtual ~Compiler() = default;

  // What its modules depend on beside their source: see CompilerService::Facts.
  virtual const Json& Toolchain() const = 0;

  // `wanted` is asked once the source is parsed and screened; false stops before code generation.
  using Wanted = std::function<bool(const NormalForm&)>;
  virtual Result<CompileOutcome> Compile(const CompileRequest& request, const Wanted& wanted) = 0;
  // An author's simulator: not screened, and its module goes unchecked. Failures are of kinds that candidates have.
  virtual Result<CompileOutcome> CompileSimulator(const std::string& source) = 0;
  virtual Result<MutateOutcome> Mutate(const MutateRequest& request) = 0;
  virtual Result<DiffOutcome> Diff(const DiffRequest& request) = 0;
  virtual Result<AblationOutcome> Ablations(const TreeRequest& request) = 0;
  virtual Result<LiteralsOutcome> Literals(const TreeRequest& request) = 0;
  virtual Result<GramsOutcome> Grams(const TreeRequest& request) = 0;
  // Line of the source that `module_offset` (from the module's load address) belongs to; 0: unknown.
  virtual Result<uint32_t> Locate(const CompileRequest& request, uint64_t module_offset) = 0;
};

}  // namespace gauntlet
