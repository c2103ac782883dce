// Remembers what the preprocessor sees in the candidate's own text; headers are not looked at. Includes
// Clang.
#pragma once

#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>

#include <vector>

#include "host/toolchain/candidate_ast.h"

namespace gauntlet {

class DirectiveRecorder : public clang::PPCallbacks {
 public:
  DirectiveRecorder(clang::Preprocessor& preprocessor, std::vector<Directive>& directives)
      : sources_(preprocessor.getSourceManager()), directives_(directives) {}

  void InclusionDirective(clang::SourceLocation hash, const clang::Token& token, llvm::StringRef name,
                          bool angled, clang::CharSourceRange range, clang::OptionalFileEntryRef file,
                          llvm::StringRef search_path, llvm::StringRef relative_path,
                          const clang::Module* suggested, bool imported,
                          clang::SrcMgr::CharacteristicKind kind) override;
  void HasInclude(clang::SourceLocation location, llvm::StringRef name, bool angled,
                  clang::OptionalFileEntryRef file, clang::SrcMgr::CharacteristicKind kind) override;
  void EmbedDirective(clang::SourceLocation hash, llvm::StringRef name, bool angled,
                      clang::OptionalFileEntryRef file,
                      const clang::LexEmbedParametersResult& parameters) override;
  void HasEmbed(clang::SourceLocation location, llvm::StringRef name, bool angled,
                clang::OptionalFileEntryRef file) override;
  void PragmaDirective(clang::SourceLocation location, clang::PragmaIntroducerKind introducer) override;
  void MacroDefined(const clang::Token& name, const clang::MacroDirective* macro) override;
  void MacroUndefined(const clang::Token& name, const clang::MacroDefinition& definition,
                      const clang::MacroDirective* undefinition) override;
  void MacroExpands(const clang::Token& name, const clang::MacroDefinition& definition,
                    clang::SourceRange range, const clang::MacroArgs* arguments) override;

 private:
  bool IsOwn(clang::SourceLocation location) const { return IsInCandidate(sources_, location); }
  void Add(Directive::Kind kind, clang::SourceLocation location, std::string name);

  clang::SourceManager& sources_;
  std::vector<Directive>& directives_;
};

}  // namespace gauntlet
