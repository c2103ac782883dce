#include "host/toolchain/diagnostic_sink.h"

#include <clang/AST/ASTDiagnostic.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Parse/ParseDiagnostic.h>
#include <clang/Sema/SemaDiagnostic.h>

#include "host/toolchain/candidate_ast.h"
#include "host/toolchain/headers.h"

namespace gauntlet {
namespace {

const char* SeverityName(clang::DiagnosticsEngine::Level level) {
  switch (level) {
    case clang::DiagnosticsEngine::Fatal:
    case clang::DiagnosticsEngine::Error:
      return "error";
    case clang::DiagnosticsEngine::Warning:
      return "warning";
    default:
      return "note";
  }
}

std::string LimitOf(unsigned id) {
  switch (id) {
    case clang::diag::err_template_recursion_depth_exceeded:
      return "templates are instantiated too deeply";
    case clang::diag::note_constexpr_depth_limit_exceeded:
      return "constant evaluation calls too deeply";
    case clang::diag::note_constexpr_step_limit_exceeded:
      return "constant evaluation takes too many steps";
    case clang::diag::err_bracket_depth_exceeded:
      return "brackets nest too deeply";
    default:
      return {};
  }
}

// Where the candidate's author can look: the place where a macro was used, if it lies in the candidate's
// text; for places in headers the header's name goes in front of the message.
void SetPlace(const clang::Diagnostic& info, Diagnostic& diagnostic) {
  if (!info.hasSourceManager() || info.getLocation().isInvalid()) return;
  const clang::SourceManager& sources = info.getSourceManager();
  const clang::SourceLocation location = sources.getExpansionLoc(info.getLocation());
  if (IsInCandidate(sources, location)) {
    diagnostic.line = sources.getExpansionLineNumber(location);
    diagnostic.column = sources.getExpansionColumnNumber(location);
    return;
  }
  const clang::PresumedLoc place = sources.getPresumedLoc(location);
  if (place.isInvalid()) return;
  llvm::StringRef file = place.getFilename();
  file.consume_front(std::string(kGauntletIncludeDir) + "/");
  if (file.starts_with("/")) file = llvm::StringRef(file.substr(file.rfind('/') + 1));
  diagnostic.message =
      "in <" + file.str() + ">, line " + std::to_string(place.getLine()) + ": " + diagnostic.message;
}

}  // namespace

void DiagnosticSink::HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) {
  DiagnosticConsumer::HandleDiagnostic(level, info);
  if (level >= clang::DiagnosticsEngine::Error) has_errors_ = true;
  if (std::string limit = LimitOf(info.getID()); !limit.empty() && limit_reached_.empty())
    limit_reached_ = std::move(limit);
  if (level < clang::DiagnosticsEngine::Note || left_bytes_ == 0) return;

  Diagnostic diagnostic;
  diagnostic.severity = SeverityName(level);
  llvm::SmallString<256> text;
  info.FormatDiagnostic(text);
  diagnostic.message = text.str().str();
  SetPlace(info, diagnostic);
  constexpr uint64_t kOverheadBytes = 64;
  const uint64_t cost = diagnostic.message.size() + kOverheadBytes;
  if (cost > left_bytes_) {
    left_bytes_ = 0;
    diagnostics_.push_back({"note", "", 0, 0, "further diagnostics were cut"});
    if (limit_reached_.empty()) limit_reached_ = "it causes more diagnostics than are kept";
    return;
  }
  left_bytes_ -= cost;
  diagnostics_.push_back(std::move(diagnostic));
}

}  // namespace gauntlet
