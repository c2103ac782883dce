// Embedded Clang, set up once: fixed flags, headers from memory, the SDK's header state as a precompiled
// header.
//
// A parse goes: Toolchain::Parse(request, visit) -> Clang reads the candidate on top of the warm header state
// -> `visit` sees the finished syntax tree (also when there were errors: see ParsedCandidate::has_errors) ->
// the tree is gone. No file of the machine is read after Create; a candidate can include what HeaderStore
// holds and nothing else. This header is plain C++; who walks the tree includes candidate_ast.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.h"
#include "host/base/result.h"
#include "host/toolchain/debug_build.h"
#include "host/toolchain/diagnostic.h"
#include "host/toolchain/header_file.h"
#include "sandbox/verdict.h"

namespace gauntlet {

class ParsedCandidate;  // candidate_ast.h

struct ToolchainOptions {
  std::string plugin_api;                 // folder with gauntlet/; empty: Layout::Current().PluginApi()
  uint64_t diagnostics_bytes = 64 << 10;  // of one unit; what goes beyond is cut
  uint64_t source_bytes = 1 << 20;
  // Told when a header state begins to be built (true) and when it is (false): up to a second that is no candidate's.
  std::function<void(bool)> building = [](bool) {};
  std::vector<HeaderFile> headers = {};  // of the problem
};

struct ParseRequest {
  std::string_view source;
  std::string domain = "cache";
  std::string interface_name;  // "gauntlet.cache.policy/1"; may be empty: the source's own includes say it
  bool line_tables = false;
  DebugBuild debug = DebugBuild::kNone;
};

struct ParseOutcome {
  std::optional<Failure> failure;  // it did not parse, or parsing went beyond a limit
  std::vector<Diagnostic> diagnostics;
};

class Toolchain {
 public:
  // Reads the headers and builds the lean header state; 0.3 to 1 s.
  static Result<std::unique_ptr<Toolchain>> Create(const ToolchainOptions& options);
  virtual ~Toolchain() = default;

  using Visit = std::function<void(ParsedCandidate&)>;
  // Result is an error only if the header state itself cannot be built; what the candidate does wrong is in
  // the outcome. A visit may parse another source, to compare the two trees. One thread at a time.
  virtual Result<ParseOutcome> Parse(const ParseRequest& request, const Visit& visit) = 0;

  // Builds the lean header state of an interface now instead of with the first parse. An interface without an
  // SDK header is no error.
  virtual Result<> WarmUp(const std::string& domain, const std::string& interface_name) = 0;

  // What every score depends on, recorded with every campaign: {"clang": version, "flags": [...], "passes": ...,
  // "sdk": hash of Gauntlet's headers, "standard_library": hash of the standard headers}.
  virtual Json Facts() const = 0;
};

}  // namespace gauntlet
