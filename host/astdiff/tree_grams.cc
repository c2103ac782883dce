#include "host/astdiff/tree_grams.h"

#include <clang/AST/ExprCXX.h>
#include <clang/AST/RecursiveASTVisitor.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "host/base/hash.h"
#include "host/base/rng.h"
#include "host/toolchain/candidate_ast.h"
#include "host/toolchain/candidate_ast_text.h"
#include "host/toolchain/toolchain.h"

namespace gauntlet {
namespace {

using Label = uint64_t;

constexpr Label kNobody = 0;
constexpr int kMaxDepth = 1000;

Label OfText(const std::string& text) { return HashText(text).low; }
Label OfType(clang::QualType type) { return OfText(type.getCanonicalType().getAsString()); }

clang::Stmt* Spelled(clang::Stmt* statement) {
  auto* expression = clang::dyn_cast<clang::Expr>(statement);
  return expression ? expression->IgnoreUnlessSpelledInSource() : statement;
}

class GramReader : public clang::RecursiveASTVisitor<GramReader> {
 public:
  explicit GramReader(const ParsedCandidate& candidate) : candidate_(candidate) {}

  bool shouldVisitTemplateInstantiations() const { return false; }
  bool shouldVisitImplicitCode() const { return false; }

  bool VisitFunctionDecl(clang::FunctionDecl* function) {
    const Label name = OfText("function " + function->getNameAsString());
    if (const auto* constructor = clang::dyn_cast<clang::CXXConstructorDecl>(function))
      for (const clang::CXXCtorInitializer* part : constructor->inits())
        if (part->isWritten() && part->getInit()) Walk(part->getInit(), name, kNobody, 0);
    if (function->doesThisDeclarationHaveABody()) Walk(function->getBody(), name, kNobody, 0);
    return true;
  }
  bool VisitFieldDecl(clang::FieldDecl* field) {
    Declare(field, field->getInClassInitializer());
    return true;
  }
  bool VisitVarDecl(clang::VarDecl* variable) {
    if (!variable->isLocalVarDeclOrParm()) Declare(variable, variable->getInit());
    return true;
  }

  std::vector<uint32_t> Take() {
    std::ranges::sort(grams_);
    uint64_t again = 0;
    std::vector<uint32_t> out;
    for (size_t i = 0; i < grams_.size(); ++i) {  // equal ones are told apart by their count
      again = i > 0 && grams_[i] == grams_[i - 1] ? again + 1 : 0;
      out.push_back(static_cast<uint32_t>(MixSeed({grams_[i], again}) >> 32));
    }
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    if (out.size() > kMostGrams) out.resize(kMostGrams);
    return out;
  }

 private:
  void Declare(clang::ValueDecl* declaration, clang::Expr* start) {
    const Label label =
        MixSeed({OfText("member " + declaration->getNameAsString()), OfType(declaration->getType())});
    Add(declaration->getLocation(), label);
    if (start) Walk(start, label, kNobody, 0);
  }

  void Add(clang::SourceLocation location, Label gram) {
    const auto [file, offset] =
        candidate_.sources.getDecomposedLoc(candidate_.sources.getExpansionLoc(location));
    if (file == candidate_.sources.getMainFileID() && candidate_.evolve.Contains(offset))
      grams_.push_back(gram);
  }

  void Walk(clang::Stmt* statement, Label parent, Label grandparent, int depth) {
    if (depth > kMaxDepth) return;
    statement = Spelled(statement);
    const Label label = LabelOf(statement);
    std::vector<uint64_t> gram = {grandparent, parent, label};
    for (clang::Stmt* child : statement->children())
      if (child) gram.push_back(LabelOf(Spelled(child)));
    Add(statement->getBeginLoc(), HashBytes(std::as_bytes(std::span(gram))).low);
    for (clang::Stmt* child : statement->children())
      if (child) Walk(child, label, parent, depth + 1);
  }

  Label LabelOf(const clang::Stmt* statement) {
    const auto kind = static_cast<Label>(statement->getStmtClass());
    const auto with = [kind](Label more) { return MixSeed({kind, more}); };
    if (const auto* binary = clang::dyn_cast<clang::BinaryOperator>(statement))
      return with(binary->getOpcode());
    if (const auto* unary = clang::dyn_cast<clang::UnaryOperator>(statement)) return with(unary->getOpcode());
    if (const auto* call = clang::dyn_cast<clang::CXXOperatorCallExpr>(statement))
      return with(call->getOperator());
    if (const auto* number = clang::dyn_cast<clang::IntegerLiteral>(statement))
      return with(number->getValue().getActiveBits());
    if (const auto* number = clang::dyn_cast<clang::FloatingLiteral>(statement)) {
      const double value = number->getValueAsApproximateDouble();
      return with(static_cast<Label>(value == 0 ? -10000 : std::ilogb(value)));
    }
    if (const auto* truth = clang::dyn_cast<clang::CXXBoolLiteralExpr>(statement))
      return with(truth->getValue());
    if (const auto* name = clang::dyn_cast<clang::DeclRefExpr>(statement))
      return with(NameOf(name->getDecl()));
    if (const auto* member = clang::dyn_cast<clang::MemberExpr>(statement))
      return with(OfText(member->getMemberDecl()->getNameAsString()));
    if (const auto* cast = clang::dyn_cast<clang::ExplicitCastExpr>(statement))
      return with(OfType(cast->getType()));
    if (const auto* made = clang::dyn_cast<clang::CXXConstructExpr>(statement))
      return with(OfType(made->getType()));
    if (const auto* declares = clang::dyn_cast<clang::DeclStmt>(statement)) return with(TypesOf(*declares));
    return kind;
  }

  static Label TypesOf(const clang::DeclStmt& statement) {
    Label label = kNobody;
    for (const clang::Decl* declaration : statement.decls())
      if (const auto* value = clang::dyn_cast<clang::ValueDecl>(declaration))
        label = MixSeed({label, OfType(value->getType())});
    return label;
  }

  // A parameter by its place, another local by its type and the expression that it begins with.
  Label NameOf(const clang::ValueDecl* declaration) {
    if (const auto* parameter = clang::dyn_cast<clang::ParmVarDecl>(declaration))
      return MixSeed({OfType(parameter->getType()), parameter->getFunctionScopeIndex()});
    const auto* variable = clang::dyn_cast<clang::VarDecl>(declaration);
    if (variable == nullptr || !variable->isLocalVarDecl())
      return OfText(declaration->getQualifiedNameAsString());
    const auto [known, is_new] = locals_.try_emplace(variable, OfType(variable->getType()));
    if (is_new && variable->getInit() != nullptr) {
      const Label start = WholeLabel(variable->getInit(), 0);
      return locals_[variable] = MixSeed({locals_[variable], start});
    }
    return known->second;
  }

  Label WholeLabel(const clang::Stmt* statement, int depth) {
    constexpr int kDeep = 12;
    statement = Spelled(const_cast<clang::Stmt*>(statement));
    Label label = LabelOf(statement);
    if (depth == kDeep) return label;
    for (const clang::Stmt* child : statement->children())
      if (child) label = MixSeed({label, WholeLabel(child, depth + 1)});
    return label;
  }

  const ParsedCandidate& candidate_;
  std::unordered_map<const clang::VarDecl*, Label> locals_;
  std::vector<Label> grams_;
};

}  // namespace

Result<GramsOutcome> ReadGrams(Toolchain& toolchain, const std::string& source, const std::string& domain) {
  GramsOutcome out;
  GAUNTLET_TRY(ParseOutcome parsed,
               toolchain.Parse({.source = source, .domain = domain}, [&](ParsedCandidate& candidate) {
                 if (HasErrors(candidate)) return;
                 GramReader reader(candidate);
                 for (clang::Decl* declaration : candidate.declarations) reader.TraverseDecl(declaration);
                 out.grams = reader.Take();
               }));
  out.failure = std::move(parsed.failure);
  return out;
}

}  // namespace gauntlet
