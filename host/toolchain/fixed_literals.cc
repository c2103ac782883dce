// Says of a number why literals.cc left it out. Which numbers those are is decided there alone: here the tokens
// tell which numbers are left, and the nodes round each tell the likeliest reason.

#include "host/toolchain/fixed_literals.h"

#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Lex/Lexer.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace gauntlet {
namespace {

using clang::dyn_cast;
using clang::isa;

bool IsIn(const clang::Expr* whole, const clang::Expr* part) {
  return whole && whole->IgnoreParenImpCasts() == part;
}

// Why `literal`, an operand of `operation`, has to stay a constant; empty: for nothing in it.
std::string_view WhyOperand(const clang::BinaryOperator& operation, const clang::Expr* literal) {
  if (!IsIn(operation.getRHS(), literal)) return {};
  if (operation.isShiftOp() || operation.isShiftAssignOp()) return "a shift count";
  const auto op = operation.getOpcode();
  const bool divides =
      op == clang::BO_Div || op == clang::BO_DivAssign || op == clang::BO_Rem || op == clang::BO_RemAssign;
  if (divides && !operation.getType()->isRealFloatingType())
    return "an integer's divisor: write a factor, double(x) * 0.1, to have it tuned";
  return {};
}

std::string_view WhyStatement(const clang::Stmt& statement, const clang::Expr* literal) {
  if (const auto* operation = dyn_cast<clang::BinaryOperator>(&statement))
    return WhyOperand(*operation, literal);
  if (isa<clang::InitListExpr>(statement)) return "in braces, where a constant may narrow";
  if (const auto* made = dyn_cast<clang::CXXConstructExpr>(&statement))
    return made->isListInitialization() ? "in braces, where a constant may narrow" : "";
  if (isa<clang::CaseStmt>(statement)) return "a case label";
  if (isa<clang::UserDefinedLiteral>(statement)) return "a literal of a type of its own";
  if (isa<clang::UnaryExprOrTypeTraitExpr>(statement)) return "in a sizeof or alignof";
  if (isa<clang::ImplicitCastExpr>(statement)) {
    const auto kind = static_cast<const clang::ImplicitCastExpr&>(statement).getCastKind();
    if (kind == clang::CK_NullToPointer || kind == clang::CK_NullToMemberPointer) return "a null pointer";
    if (kind == clang::CK_IntegralToBoolean || kind == clang::CK_FloatingToBoolean) return "a truth value";
  }
  if (const auto* lambda = dyn_cast<clang::LambdaExpr>(&statement))
    return lambda->isGenericLambda() ? "in a template" : "";
  return {};
}

std::string_view WhyDeclaration(const clang::Decl& declaration) {
  if (isa<clang::StaticAssertDecl>(declaration)) return "in a static_assert";
  if (isa<clang::EnumDecl, clang::EnumConstantDecl>(declaration)) return "an enumerator";
  if (isa<clang::TemplateDecl, clang::ClassTemplatePartialSpecializationDecl>(declaration))
    return "in a template";
  if (isa<clang::ParmVarDecl>(declaration)) return "a default argument";
  if (const auto* function = dyn_cast<clang::FunctionDecl>(&declaration))
    return function->isConstexpr() ? "in a constexpr function" : "";
  if (const auto* variable = dyn_cast<clang::VarDecl>(&declaration)) {
    if (variable->isConstexpr())
      return "in a constexpr variable: without constexpr, const or static it can be tuned";
    if (variable->hasGlobalStorage())
      return "in a static or global variable: as a plain member it can be tuned";
    if (variable->getType().isConstQualified() && variable->getType()->isIntegralOrEnumerationType())
      return "in a const integer, which is a constant: without const it can be tuned";
  }
  return {};
}

// Remembers what lies round each number.
class RoundVisitor : public clang::RecursiveASTVisitor<RoundVisitor> {
 public:
  RoundVisitor(const ParsedCandidate& candidate, std::map<uint32_t, std::string_view>& reasons)
      : candidate_(candidate), reasons_(reasons) {}

  bool shouldVisitTemplateInstantiations() const { return false; }
  bool shouldVisitImplicitCode() const { return false; }

  bool TraverseStmt(clang::Stmt* statement, DataRecursionQueue* = nullptr) {
    if (!statement) return true;
    return Within({.statement = statement}, [&] { return Base::TraverseStmt(statement); });
  }
  bool TraverseDecl(clang::Decl* declaration) {
    if (!declaration) return true;
    return Within({.declaration = declaration}, [&] { return Base::TraverseDecl(declaration); });
  }
  bool TraverseTypeLoc(clang::TypeLoc type) {
    return Within({.says = "an array's size, or part of a type"},
                  [&] { return Base::TraverseTypeLoc(type); });
  }
  bool TraverseTemplateArgumentLoc(const clang::TemplateArgumentLoc& argument) {
    return Within({.says = "a template argument"},
                  [&] { return Base::TraverseTemplateArgumentLoc(argument); });
  }
  bool TraverseAttr(clang::Attr* attribute) {
    return Within({.says = "in an attribute"}, [&] { return Base::TraverseAttr(attribute); });
  }
  bool VisitIntegerLiteral(clang::IntegerLiteral* literal) { return Take(literal); }
  bool VisitFloatingLiteral(clang::FloatingLiteral* literal) { return Take(literal); }

 private:
  using Base = clang::RecursiveASTVisitor<RoundVisitor>;
  struct Round {
    const clang::Stmt* statement = nullptr;
    const clang::Decl* declaration = nullptr;
    std::string_view says;
  };

  template <class Walk>
  bool Within(Round round, const Walk& walk) {
    rounds_.push_back(round);
    const bool go_on = walk();
    rounds_.pop_back();
    return go_on;
  }

  // The innermost reason.
  bool Take(const clang::Expr* literal) {
    const auto range = candidate_.Range(literal->getSourceRange());
    if (!range) return true;
    for (auto round = rounds_.rbegin(); round != rounds_.rend(); ++round) {
      std::string_view says = round->says;
      if (round->statement) says = WhyStatement(*round->statement, literal);
      if (round->declaration) says = WhyDeclaration(*round->declaration);
      if (says.empty()) continue;
      reasons_.try_emplace(range->first, says);
      break;
    }
    return true;
  }

  const ParsedCandidate& candidate_;
  std::map<uint32_t, std::string_view>& reasons_;
  std::vector<Round> rounds_;  // the outermost first
};

}  // namespace

std::vector<FixedLiteral> FindFixedLiterals(const ParsedCandidate& candidate,
                                            const std::vector<LiftableLiteral>& liftable) {
  std::map<uint32_t, std::string_view> reasons;
  RoundVisitor visitor(candidate, reasons);
  for (clang::Decl* declaration : candidate.declarations) visitor.TraverseDecl(declaration);
  std::vector<FixedLiteral> fixed;
  const clang::FileID main = candidate.sources.getMainFileID();
  clang::Lexer lexer(main, candidate.sources.getBufferOrFake(main), candidate.sources,
                     candidate.context.getLangOpts());
  clang::Token token;
  for (lexer.LexFromRawLexer(token); token.isNot(clang::tok::eof); lexer.LexFromRawLexer(token)) {
    const uint32_t begin = candidate.sources.getFileOffset(token.getLocation());
    if (token.isNot(clang::tok::numeric_constant) || !candidate.evolve.Contains(begin)) continue;
    if (std::ranges::binary_search(liftable, begin, {}, &LiftableLiteral::begin)) continue;
    const auto reason = reasons.find(begin);
    fixed.push_back({begin, begin + token.getLength(),
                     reason != reasons.end() ? std::string(reason->second)
                                             : "in a macro, or where the language wants a constant"});
  }
  return fixed;
}

}  // namespace gauntlet
