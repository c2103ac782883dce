// Remembers what the parser hands to a consumer, so that code generation can start after the whole unit was
// judged, and only if somebody still wants the module. Includes Clang.
#pragma once

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/DeclGroup.h>

#include <functional>
#include <vector>

namespace gauntlet {

class ConsumerLog : public clang::ASTConsumer {
 public:
  // `finished` is called at the end of the unit, while the tree and the parser's state are alive.
  explicit ConsumerLog(std::function<void(ConsumerLog&)> finished) : finished_(std::move(finished)) {}

  // Hands everything to `target` in the same order, then lets it finish the unit. Generating code reads more
  // of the header state, and what turns up then goes to `target` at once. REQUIRES: called from `finished`.
  void Replay(clang::ASTConsumer& target, clang::ASTContext& context);

  bool HandleTopLevelDecl(clang::DeclGroupRef group) override;
  void HandleInterestingDecl(clang::DeclGroupRef group) override;
  void HandleInlineFunctionDefinition(clang::FunctionDecl* function) override;
  void HandleTagDeclDefinition(clang::TagDecl* tag) override;
  void HandleTagDeclRequiredDefinition(const clang::TagDecl* tag) override;
  void HandleCXXImplicitFunctionInstantiation(clang::FunctionDecl* function) override;
  void CompleteTentativeDefinition(clang::VarDecl* variable) override;
  void CompleteExternalDeclaration(clang::DeclaratorDecl* declarator) override;
  void AssignInheritanceModel(clang::CXXRecordDecl* record) override;
  void HandleCXXStaticMemberVarInstantiation(clang::VarDecl* variable) override;
  void HandleVTable(clang::CXXRecordDecl* record) override;
  void HandleTranslationUnit(clang::ASTContext&) override { finished_(*this); }
  bool shouldSkipFunctionBody(clang::Decl*) override { return false; }

 private:
  using Event = std::function<void(clang::ASTConsumer&)>;
  void Record(Event event);

  std::function<void(ConsumerLog&)> finished_;
  std::vector<Event> events_;
  clang::ASTConsumer* replaying_into_ = nullptr;
};

}  // namespace gauntlet
