#include "host/mutate/sketch_builder.h"

#include <clang/AST/Attr.h>
#include <clang/Lex/Lexer.h>

#include <algorithm>

#include "host/mutate/sketch_clang.h"
#include "host/toolchain/literals.h"
#include "host/toolchain/normal_form.h"

namespace gauntlet::mutate {
namespace {

using clang::dyn_cast;
using clang::isa;

class Builder {
 public:
  explicit Builder(const ParsedCandidate& candidate) : candidate_(candidate) {
    sketch_.source = std::string(candidate.source);
    sketch_.block = {candidate.evolve.begin, candidate.evolve.end};
  }

  Sketch Build() {
    AddMathematics(candidate_, sketch_);
    for (const clang::Decl* declaration : candidate_.declarations) VisitDeclaration(declaration);
    AddDeclarations(candidate_, sketch_);
    MarkDead(sketch_);
    MarkLoopBounds(sketch_);
    MarkAccounts(sketch_);
    sketch_.form = Normalise(candidate_);
    for (const LiftableLiteral& literal : FindLiftableLiterals(candidate_)) {
      sketch_.literals.push_back({{literal.begin, literal.end}, literal.type});
    }
    return std::move(sketch_);
  }

 private:
  void VisitDeclaration(const clang::Decl* declaration) {
    if (const auto* space = dyn_cast<clang::NamespaceDecl>(declaration)) {
      for (const clang::Decl* inner : space->decls()) VisitDeclaration(inner);
    } else if (const auto* record = dyn_cast<clang::CXXRecordDecl>(declaration)) {
      VisitClass(*record);
    } else if (const auto* function = dyn_cast<clang::FunctionDecl>(declaration)) {
      VisitFunction(*function);
    }
  }

  void VisitClass(const clang::CXXRecordDecl& record) {
    const auto range = RangeOf(candidate_, record.getSourceRange());
    if (!range || !record.isThisDeclarationADefinition() || record.isDependentType()) return;
    if (sketch_.InBlock(*range)) {
      sketch_.classes.push_back({record.getNameAsString(), *range, range->end - 1});
    }
    for (const clang::Decl* member : record.decls()) {
      if (!member->isImplicit()) VisitDeclaration(member);
    }
  }

  void VisitFunction(const clang::FunctionDecl& function) {
    if (!function.doesThisDeclarationHaveABody() || function.isDependentContext() || function.isDefaulted())
      return;
    const auto range = RangeOf(candidate_, function.getSourceRange());
    const auto body = RangeOf(candidate_, function.getBody()->getSourceRange());
    if (!range || !body || !sketch_.InBlock(*range)) return;
    Function out;
    out.name = function.getNameAsString();
    out.signature = SignatureOf(function);
    out.result = TypeOf(function.getReturnType());
    out.range = *range;
    out.body = *body;
    out.constructor = isa<clang::CXXConstructorDecl>(function);
    if (const auto* method = dyn_cast<clang::CXXMethodDecl>(&function)) {
      out.owner = method->getParent()->getNameAsString();
      out.constant = method->isConst();
    }
    function_ = static_cast<int>(sketch_.functions.size());
    expressions_.function = function_;
    current_ = &function;
    for (const clang::ParmVarDecl* parameter : function.parameters()) {
      out.parameters.push_back(parameter->getNameAsString());
      if (!parameter->getName().empty()) AddVariable(*parameter, *body);
    }
    AddFeatures(function, out, sketch_);
    sketch_.functions.push_back(std::move(out));
    VisitBody(function);
  }

  void VisitBody(const clang::FunctionDecl& function) {
    const auto* body = dyn_cast<clang::CompoundStmt>(function.getBody());
    if (!body) return;
    const int index = VisitStatement(body, -1, false);
    if (index < 0 || body->body_empty()) return;
    for (size_t i = sketch_.statements.size(); i-- > static_cast<size_t>(index) + 1;) {
      if (sketch_.statements[i].parent != index) continue;
      sketch_.statements[i].last = true;
      break;
    }
  }

  void AddVariable(const clang::VarDecl& variable, Range visible, int statement = -1) {
    const clang::QualType type = variable.getType();
    sketch_.variables.push_back({variable.getNameAsString(), TypeOf(type.getNonReferenceType()), visible,
                                 function_, statement, isa<clang::ParmVarDecl>(variable),
                                 type->isReferenceType() || type->isPointerType(),
                                 type.getNonReferenceType().isConstQualified()});
  }

  // Returns the statement's index, or -1 if it is not plainly in the text.
  int VisitStatement(const clang::Stmt* statement, int parent, bool in_compound) {
    if (!statement) return -1;
    auto range = RangeOf(candidate_, statement->getSourceRange());
    if (!range) return -1;
    if (const auto* expression = dyn_cast<clang::Expr>(statement)) {
      return VisitExpressionStatement(*expression, *range, parent, in_compound);
    }
    const int index = AddStatement(*statement, *range, parent, in_compound);
    if (const auto* compound = dyn_cast<clang::CompoundStmt>(statement)) {
      for (const clang::Stmt* child : compound->body()) VisitStatement(child, index, true);
    } else if (const auto* choice = dyn_cast<clang::IfStmt>(statement)) {
      VisitIf(*choice, index);
    } else if (const auto* result = dyn_cast<clang::ReturnStmt>(statement)) {
      VisitReturn(*result, index);
    } else if (const auto* declaration = dyn_cast<clang::DeclStmt>(statement)) {
      for (const clang::Decl* one : declaration->decls()) VisitLocal(one, index);
    } else if (isa<clang::WhileStmt, clang::DoStmt, clang::ForStmt, clang::CXXForRangeStmt>(statement)) {
      VisitLoop(*statement, index);
    } else if (isa<clang::SwitchStmt, clang::SwitchCase>(statement)) {
      for (const clang::Stmt* child : statement->children()) {
        if (child && !isa<clang::Expr>(child)) VisitStatement(child, index, false);
      }
    }
    FinishStatement(index);
    return index;
  }

  int AddStatement(const clang::Stmt& statement, Range range, int parent, bool in_compound) {
    Statement out;
    out.range = range;
    out.parent = parent;
    out.function = function_;
    out.in_compound = in_compound;
    out.in_loop = loop_depth_ > 0;
    out.repeats = any_loop_depth_ > 0;
    if (isa<clang::CompoundStmt>(statement)) out.kind = StatementKind::kCompound;
    if (isa<clang::IfStmt>(statement)) out.kind = StatementKind::kIf;
    if (isa<clang::ReturnStmt>(statement)) out.kind = StatementKind::kReturn;
    if (isa<clang::DeclStmt>(statement)) out.kind = StatementKind::kDeclaration;
    if (isa<clang::BreakStmt, clang::ContinueStmt>(statement)) out.kind = StatementKind::kJump;
    if (isa<clang::SwitchStmt, clang::SwitchCase>(statement)) out.kind = StatementKind::kSwitch;
    if (isa<clang::WhileStmt, clang::DoStmt, clang::ForStmt, clang::CXXForRangeStmt>(statement)) {
      out.kind = StatementKind::kLoop;
    }
    if (out.kind == StatementKind::kReturn || out.kind == StatementKind::kJump) {
      if (const auto closed = WithSemicolon(sketch_.source, range)) out.range = *closed;
    }
    sketch_.statements.push_back(out);
    return static_cast<int>(sketch_.statements.size()) - 1;
  }

  // Takes the ends and the returns of the inner statements over.
  void FinishStatement(int index) {
    Statement& statement = sketch_.statements[index];
    statement.returns = statement.kind == StatementKind::kReturn;
    for (size_t i = static_cast<size_t>(index) + 1; i < sketch_.statements.size(); ++i) {
      statement.range.end = std::max(statement.range.end, sketch_.statements[i].range.end);
      statement.returns |= sketch_.statements[i].kind == StatementKind::kReturn;
    }
  }

  int VisitExpressionStatement(const clang::Expr& expression, Range range, int parent, bool in_compound) {
    const auto closed = WithSemicolon(sketch_.source, range);
    if (!closed) return -1;
    const int index = AddStatement(expression, *closed, parent, in_compound);
    sketch_.statements[index].kind = StatementKind::kExpression;
    const int first = expressions_.Visit(
        &expression, {.statement = index, .role = Role::kDiscarded, .needs = kComma, .fixed = true});
    sketch_.statements[index].first = first;
    return index;
  }

  void VisitIf(const clang::IfStmt& choice, int index) {
    if (choice.getInit()) VisitStatement(choice.getInit(), index, false);
    if (!choice.getConditionVariable() && !choice.isConstexpr()) {
      const int condition = expressions_.Visit(
          choice.getCond(), {.statement = index, .role = Role::kCondition, .needs = kComma});
      sketch_.statements[index].condition = condition;
    }
    VisitStatement(choice.getThen(), index, false);
    VisitStatement(choice.getElse(), index, false);
  }

  void VisitReturn(const clang::ReturnStmt& result, int index) {
    if (!result.getRetValue()) return;
    const int first = expressions_.Visit(result.getRetValue(),
                                         {.statement = index, .role = Role::kReturn, .needs = kAssignment});
    sketch_.statements[index].first = first;
  }

  void VisitLocal(const clang::Decl* declaration, int index) {
    const auto* variable = dyn_cast<clang::VarDecl>(declaration);
    if (!variable) return;
    if (const clang::Expr* init = variable->getInit(); init && !isa<clang::CXXConstructExpr>(init)) {
      const bool fixed = variable->isConstexpr() || variable->getType()->isReferenceType();
      const bool braced = variable->getInitStyle() != clang::VarDecl::CInit;
      expressions_.Visit(init, {.statement = index,
                                .role = Role::kInitializer,
                                .needs = kAssignment,
                                .fixed = fixed,
                                .exact = braced || variable->getType()->isUndeducedType()});
    }
    const Range visible{sketch_.statements[index].range.end, ScopeEnd(index)};
    AddVariable(*variable, visible, index);
    AddLocalFeatures(*variable, visible, *current_, sketch_.functions[function_], sketch_);
  }

  // Where the block that holds the statement ends.
  uint32_t ScopeEnd(int index) const {
    for (int i = sketch_.statements[index].parent; i >= 0; i = sketch_.statements[i].parent) {
      if (sketch_.statements[i].kind != StatementKind::kOther) return sketch_.statements[i].range.end;
    }
    return sketch_.functions[function_].body.end;
  }

  void VisitLoop(const clang::Stmt& loop, int index) {
    const Place condition{
        .statement = index, .role = Role::kLoopCondition, .needs = kComma, .bounds_loop = true};
    const clang::Stmt* body = nullptr;
    bool steps = true;  // whatever the body does, it ends
    if (const auto* while_loop = dyn_cast<clang::WhileStmt>(&loop)) {
      if (!while_loop->getConditionVariable()) expressions_.Visit(while_loop->getCond(), condition);
      body = while_loop->getBody();
      steps = false;
    } else if (const auto* do_loop = dyn_cast<clang::DoStmt>(&loop)) {
      expressions_.Visit(do_loop->getCond(), condition);
      body = do_loop->getBody();
      steps = false;
    } else if (const auto* for_loop = dyn_cast<clang::ForStmt>(&loop)) {
      if (const auto* init = dyn_cast_or_null<clang::DeclStmt>(for_loop->getInit())) {
        for (const clang::Decl* one : init->decls()) {
          if (const auto* variable = dyn_cast<clang::VarDecl>(one))
            AddVariable(*variable, sketch_.statements[index].range);
        }
      }
      if (for_loop->getCond()) expressions_.Visit(for_loop->getCond(), condition);
      body = for_loop->getBody();
      steps = for_loop->getInc() != nullptr && for_loop->getCond() != nullptr;
    } else if (const auto* range_loop = dyn_cast<clang::CXXForRangeStmt>(&loop)) {
      AddVariable(*range_loop->getLoopVariable(), sketch_.statements[index].range);
      body = range_loop->getBody();
    }
    if (!steps) sketch_.statements[index].in_loop = true;
    sketch_.statements[index].repeats = true;
    if (!steps) ++loop_depth_;
    ++any_loop_depth_;
    VisitStatement(body, index, false);
    --any_loop_depth_;
    if (!steps) --loop_depth_;
  }

  const ParsedCandidate& candidate_;
  Sketch sketch_;
  ExpressionWalk expressions_{candidate_, sketch_};
  const clang::FunctionDecl* current_ = nullptr;
  int function_ = -1;
  int loop_depth_ = 0;  // of loops without a step of their own
  int any_loop_depth_ = 0;
};

}  // namespace

std::optional<Sketch> BuildSketch(const ParsedCandidate& candidate) {
  if (candidate.has_errors) return std::nullopt;
  return Builder(candidate).Build();
}

}  // namespace gauntlet::mutate
