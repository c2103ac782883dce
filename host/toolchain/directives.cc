#include "host/toolchain/directives.h"

namespace gauntlet {
namespace {

// More are not needed to reject a unit, and a loop of macros could otherwise fill the memory.
constexpr size_t kMaxDirectives = 10000;

}  // namespace

void DirectiveRecorder::Add(Directive::Kind kind, clang::SourceLocation location, std::string name) {
  if (!IsOwn(location) || directives_.size() >= kMaxDirectives) return;
  const clang::SourceLocation place = sources_.getExpansionLoc(location);
  directives_.push_back({kind, std::move(name), sources_.getExpansionLineNumber(place),
                         sources_.getExpansionColumnNumber(place)});
}

void DirectiveRecorder::InclusionDirective(clang::SourceLocation hash, const clang::Token&,
                                           llvm::StringRef name, bool, clang::CharSourceRange,
                                           clang::OptionalFileEntryRef, llvm::StringRef, llvm::StringRef,
                                           const clang::Module*, bool, clang::SrcMgr::CharacteristicKind) {
  Add(Directive::Kind::kInclude, hash, name.str());
}

void DirectiveRecorder::HasInclude(clang::SourceLocation location, llvm::StringRef name, bool,
                                   clang::OptionalFileEntryRef, clang::SrcMgr::CharacteristicKind) {
  Add(Directive::Kind::kHasInclude, location, name.str());
}

void DirectiveRecorder::EmbedDirective(clang::SourceLocation hash, llvm::StringRef name, bool,
                                       clang::OptionalFileEntryRef, const clang::LexEmbedParametersResult&) {
  Add(Directive::Kind::kEmbed, hash, name.str());
}

void DirectiveRecorder::HasEmbed(clang::SourceLocation location, llvm::StringRef name, bool,
                                 clang::OptionalFileEntryRef) {
  Add(Directive::Kind::kEmbed, location, name.str());
}

void DirectiveRecorder::PragmaDirective(clang::SourceLocation location,
                                        clang::PragmaIntroducerKind introducer) {
  if (!IsOwn(location)) return;
  if (introducer != clang::PIK_HashPragma) {
    Add(Directive::Kind::kPragma, location, "_Pragma");
    return;
  }
  const auto [file, offset] = sources_.getDecomposedLoc(sources_.getSpellingLoc(location));
  const llvm::StringRef rest = sources_.getBufferData(file).substr(offset);
  llvm::StringRef line = rest.take_until([](char c) { return c == '\n'; }).trim();
  line.consume_front("#");
  line = line.ltrim();
  line.consume_front("pragma");
  Add(Directive::Kind::kPragma, location, line.trim().str());
}

void DirectiveRecorder::MacroDefined(const clang::Token& name, const clang::MacroDirective*) {
  Add(Directive::Kind::kDefine, name.getLocation(), name.getIdentifierInfo()->getName().str());
}

void DirectiveRecorder::MacroUndefined(const clang::Token& name, const clang::MacroDefinition&,
                                       const clang::MacroDirective*) {
  Add(Directive::Kind::kDefine, name.getLocation(), name.getIdentifierInfo()->getName().str());
}

void DirectiveRecorder::MacroExpands(const clang::Token& name, const clang::MacroDefinition& definition,
                                     clang::SourceRange range, const clang::MacroArgs*) {
  const clang::MacroInfo* info = definition.getMacroInfo();
  const bool builtin = info && info->isBuiltinMacro();
  if (!builtin) return;  // what a macro leaves behind is judged on the tree
  Add(Directive::Kind::kExpand, range.getBegin(), name.getIdentifierInfo()->getName().str());
}

}  // namespace gauntlet
