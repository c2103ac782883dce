// Collects what Clang says about a candidate, bounded. Includes Clang.
#pragma once

#include <clang/Basic/Diagnostic.h>

#include <string>
#include <vector>

#include "host/toolchain/diagnostic.h"

namespace gauntlet {

class DiagnosticSink : public clang::DiagnosticConsumer {
 public:
  explicit DiagnosticSink(uint64_t limit_bytes) : left_bytes_(limit_bytes) {}
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) override;

  std::vector<Diagnostic> Take() { return std::move(diagnostics_); }
  bool has_errors() const { return has_errors_; }
  // Clang gave up at a limit of ours (template depth, constexpr steps, nesting): what it was, else empty.
  const std::string& limit_reached() const { return limit_reached_; }

 private:
  std::vector<Diagnostic> diagnostics_;
  uint64_t left_bytes_;
  bool has_errors_ = false;
  std::string limit_reached_;
};

}  // namespace gauntlet
