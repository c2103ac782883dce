#include "host/toolchain/candidate_ast.h"

#include <clang/Lex/Lexer.h>

#include "host/toolchain/consumer_log.h"

namespace gauntlet {

std::optional<uint32_t> ParsedCandidate::Offset(clang::SourceLocation location) const {
  if (location.isInvalid() || location.isMacroID()) return std::nullopt;
  const auto [file, offset] = sources.getDecomposedLoc(location);
  if (file != sources.getMainFileID()) return std::nullopt;
  return offset;
}

std::optional<std::pair<uint32_t, uint32_t>> ParsedCandidate::Range(clang::SourceRange range) const {
  const auto first = Offset(range.getBegin());
  const auto last = Offset(range.getEnd());
  if (!first || !last || *last < *first) return std::nullopt;
  const uint32_t length = clang::Lexer::MeasureTokenLength(range.getEnd(), sources, context.getLangOpts());
  return std::pair(*first, *last + length);
}

bool ParsedCandidate::InEvolveBlock(clang::SourceRange range) const {
  const auto bytes = Range(range);
  return bytes && evolve.ContainsRange(bytes->first, bytes->second);
}

std::string_view ParsedCandidate::Text(clang::SourceRange range) const {
  const auto bytes = Range(range);
  return bytes ? source.substr(bytes->first, bytes->second - bytes->first) : std::string_view();
}

void ConsumerLog::Record(Event event) {
  if (replaying_into_) {
    event(*replaying_into_);
  } else {
    events_.push_back(std::move(event));
  }
}

void ConsumerLog::Replay(clang::ASTConsumer& target, clang::ASTContext& context) {
  replaying_into_ = &target;
  for (const Event& event : events_) event(target);
  target.HandleTranslationUnit(context);
  replaying_into_ = nullptr;
}

bool ConsumerLog::HandleTopLevelDecl(clang::DeclGroupRef group) {
  Record([group](clang::ASTConsumer& target) { target.HandleTopLevelDecl(group); });
  return true;
}

void ConsumerLog::HandleInterestingDecl(clang::DeclGroupRef group) {
  Record([group](clang::ASTConsumer& target) { target.HandleInterestingDecl(group); });
}

void ConsumerLog::HandleInlineFunctionDefinition(clang::FunctionDecl* function) {
  Record([function](clang::ASTConsumer& target) { target.HandleInlineFunctionDefinition(function); });
}

void ConsumerLog::HandleTagDeclDefinition(clang::TagDecl* tag) {
  Record([tag](clang::ASTConsumer& target) { target.HandleTagDeclDefinition(tag); });
}

void ConsumerLog::HandleTagDeclRequiredDefinition(const clang::TagDecl* tag) {
  Record([tag](clang::ASTConsumer& target) { target.HandleTagDeclRequiredDefinition(tag); });
}

void ConsumerLog::HandleCXXImplicitFunctionInstantiation(clang::FunctionDecl* function) {
  Record([function](clang::ASTConsumer& target) { target.HandleCXXImplicitFunctionInstantiation(function); });
}

void ConsumerLog::CompleteTentativeDefinition(clang::VarDecl* variable) {
  Record([variable](clang::ASTConsumer& target) { target.CompleteTentativeDefinition(variable); });
}

void ConsumerLog::CompleteExternalDeclaration(clang::DeclaratorDecl* declarator) {
  Record([declarator](clang::ASTConsumer& target) { target.CompleteExternalDeclaration(declarator); });
}

void ConsumerLog::AssignInheritanceModel(clang::CXXRecordDecl* record) {
  Record([record](clang::ASTConsumer& target) { target.AssignInheritanceModel(record); });
}

void ConsumerLog::HandleCXXStaticMemberVarInstantiation(clang::VarDecl* variable) {
  Record([variable](clang::ASTConsumer& target) { target.HandleCXXStaticMemberVarInstantiation(variable); });
}

void ConsumerLog::HandleVTable(clang::CXXRecordDecl* record) {
  Record([record](clang::ASTConsumer& target) { target.HandleVTable(record); });
}

}  // namespace gauntlet
