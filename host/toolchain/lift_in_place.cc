// Literals become reads of the parameter table on a tree that is parsed and judged. A literal's node is
// overwritten where it lies by a parenthesised expression of the same type, so that whoever points at it sees
// the new one: statements, members' initialisers, both forms of an initialiser list.

#include <clang/AST/ExprCXX.h>

#include <type_traits>
#include <unordered_map>
#include <unordered_set>

#include "host/toolchain/literals.h"

namespace gauntlet {
namespace {

class Lifter {
 public:
  // REQUIRES: `values` is gauntlet_parameter_values (gauntlet/sdk/parameters.hpp).
  Lifter(clang::ASTContext& context, clang::VarDecl* values)
      : context_(context),
        values_(values),
        word_(context.getAsArrayType(values->getType())->getElementType().getUnqualifiedType()) {}

  void Overwrite(const LiftableLiteral& literal, unsigned index) {
    clang::Expr* node = const_cast<clang::Expr*>(literal.literal);
    if (!overwritten_.insert(node).second) return;
    const clang::SourceLocation place = node->getExprLoc();
    clang::Expr* value = Value(literal, node->getType(), index, place);
    static_assert(sizeof(clang::ParenExpr) <= sizeof(clang::IntegerLiteral) &&
                  sizeof(clang::ParenExpr) <= sizeof(clang::FloatingLiteral) &&
                  alignof(clang::ParenExpr) <= alignof(clang::IntegerLiteral) &&
                  std::is_trivially_destructible_v<clang::IntegerLiteral> &&
                  std::is_trivially_destructible_v<clang::FloatingLiteral>);
    new (static_cast<void*>(node)) clang::ParenExpr(place, place, value);
  }

 private:
  clang::Expr* Cast(clang::CastKind kind, clang::QualType to, clang::Expr* from) {
    return clang::ImplicitCastExpr::Create(context_, to, kind, from, nullptr, clang::VK_PRValue,
                                           clang::FPOptionsOverride());
  }

  // gauntlet_parameter_values[index]
  clang::Expr* Element(unsigned index, clang::SourceLocation place) {
    clang::Expr* values =
        clang::DeclRefExpr::Create(context_, clang::NestedNameSpecifierLoc(), clang::SourceLocation(),
                                   values_, false, place, values_->getType(), clang::VK_LValue);
    clang::Expr* first = Cast(clang::CK_ArrayToPointerDecay, context_.getPointerType(word_), values);
    clang::Expr* which = clang::IntegerLiteral::Create(
        context_, llvm::APInt(context_.getIntWidth(context_.UnsignedIntTy), index), context_.UnsignedIntTy,
        place);
    return new (context_)
        clang::ArraySubscriptExpr(first, which, word_, clang::VK_LValue, clang::OK_Ordinary, place);
  }

  clang::Expr* Value(const LiftableLiteral& literal, clang::QualType type, unsigned index,
                     clang::SourceLocation place) {
    clang::Expr* element = Element(index, place);
    if (!literal.is_real) {
      clang::Expr* read = Cast(clang::CK_LValueToRValue, word_, element);
      return context_.hasSameType(type, word_) ? read : Cast(clang::CK_IntegralCast, type, read);
    }
    clang::Expr* read = new (context_) clang::BuiltinBitCastExpr(
        context_.DoubleTy, clang::VK_PRValue, clang::CK_LValueToRValueBitCast, element,
        context_.getTrivialTypeSourceInfo(context_.DoubleTy, place), place, place);
    return context_.hasSameType(type, context_.DoubleTy) ? read : Cast(clang::CK_FloatingCast, type, read);
  }

  clang::ASTContext& context_;
  clang::VarDecl* values_;
  clang::QualType word_;
  std::unordered_set<const clang::Expr*> overwritten_;
};

// nullptr: the unit does not know of parameters, or has a table of its own.
clang::VarDecl* ParameterValues(clang::ASTContext& context) {
  clang::IdentifierInfo& name = context.Idents.get("gauntlet_parameter_values");
  for (clang::NamedDecl* found : context.getTranslationUnitDecl()->lookup(&name)) {
    auto* variable = clang::dyn_cast<clang::VarDecl>(found);
    if (variable && variable->getType()->isArrayType() && !variable->hasDefinition()) return variable;
  }
  return nullptr;
}

}  // namespace

bool LiftInPlace(ParsedCandidate& candidate) {
  bool in_constants = false;
  const std::vector<LiftableLiteral> nodes = FindLiteralNodes(candidate, &in_constants);
  if (nodes.empty()) return true;
  clang::VarDecl* values = ParameterValues(candidate.context);
  if (in_constants || !values) return false;
  Lifter lifter(candidate.context, values);
  for (size_t i = 0; i < nodes.size(); ++i) {
    if (i == 0 || nodes[i].begin != nodes[i - 1].begin) candidate.parameters.push_back(nodes[i].bits);
    lifter.Overwrite(nodes[i], static_cast<unsigned>(candidate.parameters.size() - 1));
  }
  return true;
}

}  // namespace gauntlet
