#include "host/toolchain/literals.h"

#include <clang/AST/RecursiveASTVisitor.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "host/toolchain/candidate_ast_text.h"

namespace gauntlet {
namespace {

bool IsNumber(const clang::Expr* expression) {
  const clang::Expr* plain = expression->IgnoreParens();
  return clang::isa<clang::IntegerLiteral>(plain) || clang::isa<clang::FloatingLiteral>(plain);
}

// Whether something is computed: a call, or an object that is made. Only in such a constant can a number that
// another place has as a literal play a part.
class ComputationVisitor : public clang::RecursiveASTVisitor<ComputationVisitor> {
 public:
  bool VisitCallExpr(clang::CallExpr*) { return Found(); }
  bool VisitCXXConstructExpr(clang::CXXConstructExpr*) { return Found(); }
  bool VisitInitListExpr(clang::InitListExpr*) { return Found(); }
  bool VisitLambdaExpr(clang::LambdaExpr*) { return Found(); }
  bool found = false;

 private:
  bool Found() {
    found = true;
    return false;
  }
};

// Walks function bodies and member initialisers, and leaves out whatever the language wants as a constant, or
// where a constant means more than its value (null pointers, endless loops, narrowing in braces).
class LiteralVisitor : public clang::RecursiveASTVisitor<LiteralVisitor> {
 public:
  LiteralVisitor(const ParsedCandidate& candidate, std::vector<LiftableLiteral>& found)
      : candidate_(candidate), found_(found) {}

  bool shouldVisitTemplateInstantiations() const { return false; }
  bool shouldVisitImplicitCode() const { return false; }

  bool TraverseConstantExpr(clang::ConstantExpr* constant) { return LeaveOut(constant->getSubExpr()); }
  bool TraverseTypeLoc(clang::TypeLoc type) {
    return LeaveOut([&](ComputationVisitor& visitor) { visitor.TraverseTypeLoc(type); });
  }
  bool TraverseTemplateArgumentLoc(const clang::TemplateArgumentLoc& argument) {
    return LeaveOut([&](ComputationVisitor& visitor) { visitor.TraverseTemplateArgumentLoc(argument); });
  }
  bool TraverseNestedNameSpecifierLoc(clang::NestedNameSpecifierLoc name) {
    return LeaveOut([&](ComputationVisitor& visitor) { visitor.TraverseNestedNameSpecifierLoc(name); });
  }
  bool TraverseStaticAssertDecl(clang::StaticAssertDecl* assertion) { return LeaveOut(assertion); }
  bool TraverseEnumDecl(clang::EnumDecl* enumeration) { return LeaveOut(enumeration); }
  bool TraverseFunctionTemplateDecl(clang::FunctionTemplateDecl* made) { return LeaveOut(made); }
  bool TraverseClassTemplateDecl(clang::ClassTemplateDecl* made) { return LeaveOut(made); }
  bool TraverseClassTemplatePartialSpecializationDecl(clang::ClassTemplatePartialSpecializationDecl* made) {
    return LeaveOut(made);
  }
  bool TraverseVarTemplateDecl(clang::VarTemplateDecl* made) { return LeaveOut(made); }
  bool TraverseConceptDecl(clang::ConceptDecl* made) { return LeaveOut(made); }
  bool TraverseParmVarDecl(clang::ParmVarDecl*) { return true; }  // default arguments
  bool TraverseUserDefinedLiteral(clang::UserDefinedLiteral*) { return true; }
  bool TraverseUnaryExprOrTypeTraitExpr(clang::UnaryExprOrTypeTraitExpr* trait) {
    return LeaveOut([&](ComputationVisitor& visitor) { visitor.TraverseUnaryExprOrTypeTraitExpr(trait); });
  }
  bool TraverseCXXNoexceptExpr(clang::CXXNoexceptExpr*) { return true; }
  bool TraverseOffsetOfExpr(clang::OffsetOfExpr*) { return true; }
  bool TraverseAttr(clang::Attr*) { return true; }

  bool TraverseFunctionDecl(clang::FunctionDecl* function) {
    return function->isConstexpr() ? LeaveOut(function) : Base::TraverseFunctionDecl(function);
  }
  bool TraverseCXXMethodDecl(clang::CXXMethodDecl* method) {
    return method->isConstexpr() ? LeaveOut(method) : Base::TraverseCXXMethodDecl(method);
  }
  bool TraverseCXXConstructorDecl(clang::CXXConstructorDecl* constructor) {
    return constructor->isConstexprSpecified() ? LeaveOut(constructor)
                                               : Base::TraverseCXXConstructorDecl(constructor);
  }
  bool TraverseLambdaExpr(clang::LambdaExpr* lambda) {
    if (lambda->isGenericLambda()) return LeaveOut(lambda);
    ++evaluable_;
    const bool go_on = Base::TraverseLambdaExpr(lambda);
    --evaluable_;
    return go_on;
  }
  bool TraverseVarDecl(clang::VarDecl* variable) {
    const clang::QualType type = variable->getType();
    const bool may_be_constant = type.isConstQualified() && type->isIntegralOrEnumerationType() &&
                                 (!variable->getInit() || variable->getInit()->isValueDependent() ||
                                  variable->getInit()->isCXX11ConstantExpr(candidate_.context));
    if (variable->isConstexpr() || variable->hasGlobalStorage() || may_be_constant) return LeaveOut(variable);
    return Base::TraverseVarDecl(variable);
  }
  bool TraverseFieldDecl(clang::FieldDecl* field) {
    LeaveOut([&](ComputationVisitor& visitor) { visitor.TraverseStmt(field->getBitWidth()); });
    if (const clang::TypeSourceInfo* type = field->getTypeSourceInfo()) TraverseTypeLoc(type->getTypeLoc());
    if (!field->hasInClassInitializer()) return true;
    ++evaluable_;
    const bool go_on = TraverseStmt(field->getInClassInitializer());
    --evaluable_;
    return go_on;
  }

  bool TraverseCaseStmt(clang::CaseStmt* statement) {
    return LeaveOut(statement->getLHS()) && LeaveOut(statement->getRHS()) &&
           TraverseStmt(statement->getSubStmt());
  }
  bool TraverseIfStmt(clang::IfStmt* statement) {
    if (!statement->isConstexpr()) return Base::TraverseIfStmt(statement);
    LeaveOut(statement->getCond());
    return TraverseStmt(statement->getInit()) && TraverseStmt(statement->getThen()) &&
           TraverseStmt(statement->getElse());
  }
  bool TraverseImplicitCastExpr(clang::ImplicitCastExpr* cast) {
    switch (cast->getCastKind()) {
      case clang::CK_NullToPointer:
      case clang::CK_NullToMemberPointer:
      case clang::CK_IntegralToBoolean:
      case clang::CK_FloatingToBoolean:
        if (IsNumber(cast->getSubExpr())) return true;
        break;
      default:
        break;
    }
    return Base::TraverseImplicitCastExpr(cast);
  }
  bool TraverseBinaryOperator(clang::BinaryOperator* operation) { return TraverseBinary(operation); }
  bool TraverseCompoundAssignOperator(clang::CompoundAssignOperator* operation) {
    return TraverseBinary(operation);
  }
  bool TraverseInitListExpr(clang::InitListExpr* list) {
    const clang::InitListExpr* written =
        list->isSyntacticForm() || !list->getSyntacticForm() ? list : list->getSyntacticForm();
    for (const clang::Expr* element : written->inits())
      if (!TraverseBraced(element)) return false;
    return true;
  }
  bool TraverseCXXConstructExpr(clang::CXXConstructExpr* construction) {
    return TraverseConstruction(construction);
  }
  bool TraverseCXXTemporaryObjectExpr(clang::CXXTemporaryObjectExpr* construction) {
    return TraverseConstruction(construction);
  }
  bool TraverseCallExpr(clang::CallExpr* call) {
    const clang::FunctionDecl* callee = call->getDirectCallee();
    if (callee && callee->getIdentifier() && callee->getName().starts_with("__")) return true;
    return Base::TraverseCallExpr(call);
  }

  bool VisitIntegerLiteral(clang::IntegerLiteral* literal) {
    if (literal->getValue().getBitWidth() > 64) return true;
    Add(literal, false, literal->getValue().getZExtValue());
    return true;
  }
  bool VisitFloatingLiteral(clang::FloatingLiteral* literal) {
    const auto* type = literal->getType()->getAs<clang::BuiltinType>();
    if (!type ||
        (type->getKind() != clang::BuiltinType::Double && type->getKind() != clang::BuiltinType::Float))
      return true;
    llvm::APFloat value = literal->getValue();
    bool inexact = false;
    value.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven, &inexact);
    Add(literal, true, value.bitcastToAPInt().getZExtValue());
    return true;
  }

  // Whether a constant of the unit may have been computed from a literal that was found: by way of a member's
  // initialiser, or of a lambda.
  bool MayBeInConstants() const { return any_evaluable_ && computes_; }

 private:
  using Base = clang::RecursiveASTVisitor<LiteralVisitor>;

  // Always true: on with the walk.
  bool LeaveOut(const std::function<void(ComputationVisitor&)>& walk) {
    ComputationVisitor visitor;
    if (!computes_) walk(visitor);
    computes_ |= visitor.found;
    return true;
  }
  bool LeaveOut(clang::Stmt* statement) {
    return LeaveOut([&](ComputationVisitor& visitor) { visitor.TraverseStmt(statement); });
  }
  bool LeaveOut(clang::Decl* declaration) {
    return LeaveOut([&](ComputationVisitor& visitor) { visitor.TraverseDecl(declaration); });
  }

  // A constant divisor or shift is both faster and stricter than one that is read.
  bool TraverseBinary(clang::BinaryOperator* operation) {
    switch (operation->getOpcode()) {
      case clang::BO_Div:
      case clang::BO_Rem:
      case clang::BO_DivAssign:
      case clang::BO_RemAssign:
        if (operation->getType()->isRealFloatingType()) break;
        [[fallthrough]];
      case clang::BO_Shl:
      case clang::BO_Shr:
      case clang::BO_ShlAssign:
      case clang::BO_ShrAssign:
        if (IsNumber(operation->getRHS()->IgnoreParenImpCasts())) return TraverseStmt(operation->getLHS());
        break;
      default:
        break;
    }
    return TraverseStmt(operation->getLHS()) && TraverseStmt(operation->getRHS());
  }

  // In braces a constant may narrow and a variable may not.
  bool TraverseBraced(const clang::Expr* element) {
    if (!element || element->isValueDependent() || element->isCXX11ConstantExpr(candidate_.context))
      return true;
    return TraverseStmt(const_cast<clang::Expr*>(element));
  }

  bool TraverseConstruction(clang::CXXConstructExpr* construction) {
    for (clang::Expr* argument : construction->arguments()) {
      if (clang::isa<clang::CXXDefaultArgExpr>(argument)) continue;
      if (!(construction->isListInitialization() ? TraverseBraced(argument) : TraverseStmt(argument)))
        return false;
    }
    return true;
  }

  void Add(const clang::Expr* literal, bool is_real, uint64_t bits) {
    const auto range = candidate_.Range(literal->getSourceRange());
    if (!range || !candidate_.evolve.ContainsRange(range->first, range->second)) return;
    any_evaluable_ |= evaluable_ > 0;
    found_.push_back({literal, range->first, range->second, is_real,
                      literal->getType().getCanonicalType().getUnqualifiedType().getAsString(
                          candidate_.context.getPrintingPolicy()),
                      bits});
  }

  const ParsedCandidate& candidate_;
  std::vector<LiftableLiteral>& found_;
  int evaluable_ = 0;           // what is walked can be part of a constant
  bool any_evaluable_ = false;  // a literal was found there
  bool computes_ = false;       // what was left out calls something or makes an object
};

}  // namespace

std::vector<LiftableLiteral> FindLiteralNodes(const ParsedCandidate& candidate, bool* in_constants) {
  std::vector<LiftableLiteral> found;
  LiteralVisitor visitor(candidate, found);
  for (clang::Decl* declaration : candidate.declarations) visitor.TraverseDecl(declaration);
  std::ranges::sort(found, {}, &LiftableLiteral::begin);
  *in_constants = visitor.MayBeInConstants();
  return found;
}

std::vector<LiftableLiteral> FindLiftableLiterals(const ParsedCandidate& candidate) {
  bool in_constants = false;
  std::vector<LiftableLiteral> found = FindLiteralNodes(candidate, &in_constants);
  const auto [first, last] = std::ranges::unique(found, {}, &LiftableLiteral::begin);
  found.erase(first, last);
  return found;
}

std::string LiftLiterals(const ParsedCandidate& candidate, const std::vector<LiftableLiteral>& literals) {
  std::string out;
  size_t at = 0;
  for (size_t i = 0; i < literals.size(); ++i) {
    const LiftableLiteral& literal = literals[i];
    out += candidate.source.substr(at, literal.begin - at);
    out += fmt::format(" (({})::gauntlet::sdk::parameter_{}({}))", literal.type,
                       literal.is_real ? "real" : "integer", i);
    at = literal.end;
  }
  out += candidate.source.substr(at);
  out += "\nGAUNTLET_PARAMETERS(";
  for (size_t i = 0; i < literals.size(); ++i)
    out += fmt::format("{}{:#x}ull", i == 0 ? "" : ", ", literals[i].bits);
  out += ")\n";
  return out;
}

bool HasErrors(const ParsedCandidate& candidate) { return candidate.has_errors; }

std::string LiftedSource(const ParsedCandidate& candidate) {
  const std::vector<LiftableLiteral> literals = FindLiftableLiterals(candidate);
  return literals.empty() ? std::string() : LiftLiterals(candidate, literals);
}

}  // namespace gauntlet
