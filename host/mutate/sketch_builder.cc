#include "host/mutate/sketch_builder.h"

#include <clang/AST/Attr.h>
#include <clang/Lex/Lexer.h>

#include <algorithm>

#include "host/mutate/sketch_clang.h"

namespace gauntlet::mutate {
namespace {

using clang::dyn_cast;
using clang::isa;

uint8_t PrecedenceOf(clang::BinaryOperatorKind op) {
  switch (op) {
    case clang::BO_Mul:
    case clang::BO_Div:
    case clang::BO_Rem:
      return kMultiplicative;
    case clang::BO_Add:
    case clang::BO_Sub:
      return kAdditive;
    case clang::BO_Shl:
    case clang::BO_Shr:
      return kShift;
    case clang::BO_LT:
    case clang::BO_GT:
    case clang::BO_LE:
    case clang::BO_GE:
      return kRelational;
    case clang::BO_EQ:
    case clang::BO_NE:
      return kEquality;
    case clang::BO_And:
      return kBitAnd;
    case clang::BO_Xor:
      return kBitXor;
    case clang::BO_Or:
      return kBitOr;
    case clang::BO_LAnd:
      return kLogicalAnd;
    case clang::BO_LOr:
      return kLogicalOr;
    case clang::BO_Comma:
      return kComma;
    default:
      return kAssignment;
  }
}

// The expression as it was written: without conversions that Clang put around it.
const clang::Expr* Spelled(const clang::Expr* expression) {
  for (;;) {
    const clang::Expr* next = expression->IgnoreImplicit();
    if (const auto* built = dyn_cast<clang::CXXConstructExpr>(next);
        built && !isa<clang::CXXTemporaryObjectExpr>(built) && built->getNumArgs() == 1 &&
        built->getSourceRange() == built->getArg(0)->getSourceRange()) {
      next = built->getArg(0);
    }
    if (const auto* call = dyn_cast<clang::CXXMemberCallExpr>(next);
        call && isa_and_nonnull<clang::CXXConversionDecl>(call->getMethodDecl()) &&
        call->getSourceRange() == call->getImplicitObjectArgument()->getSourceRange()) {
      next = call->getImplicitObjectArgument();
    }
    if (next == expression) return expression;
    expression = next;
  }
}

// Where an expression stands, handed down the tree.
struct Place {
  int parent = -1;
  int statement = -1;
  Role role = Role::kOperand;
  uint8_t needs = kPrimary;
  bool fixed = false;
  bool exact = false;
  bool guarded = false;
  uint32_t below = 0;

  Place Operand(int of, uint8_t precedence) const {
    Place place = *this;
    place.parent = of;
    place.role = Role::kOperand;
    place.needs = precedence;
    place.exact = false;
    place.below = 0;
    return place;
  }
};

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

  void AddVariable(const clang::VarDecl& variable, Range visible) {
    const clang::QualType type = variable.getType();
    sketch_.variables.push_back({variable.getNameAsString(), TypeOf(type.getNonReferenceType()), visible,
                                 function_, isa<clang::ParmVarDecl>(variable),
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
    const int first = VisitExpression(
        &expression, {.statement = index, .role = Role::kDiscarded, .needs = kComma, .fixed = true});
    sketch_.statements[index].first = first;
    return index;
  }

  void VisitIf(const clang::IfStmt& choice, int index) {
    if (choice.getInit()) VisitStatement(choice.getInit(), index, false);
    if (!choice.getConditionVariable() && !choice.isConstexpr()) {
      const int condition =
          VisitExpression(choice.getCond(), {.statement = index, .role = Role::kCondition, .needs = kComma});
      sketch_.statements[index].condition = condition;
    }
    VisitStatement(choice.getThen(), index, false);
    VisitStatement(choice.getElse(), index, false);
  }

  void VisitReturn(const clang::ReturnStmt& result, int index) {
    if (!result.getRetValue()) return;
    const int first = VisitExpression(result.getRetValue(),
                                      {.statement = index, .role = Role::kReturn, .needs = kAssignment});
    sketch_.statements[index].first = first;
  }

  void VisitLocal(const clang::Decl* declaration, int index) {
    const auto* variable = dyn_cast<clang::VarDecl>(declaration);
    if (!variable) return;
    if (const clang::Expr* init = variable->getInit(); init && !isa<clang::CXXConstructExpr>(init)) {
      const bool fixed = variable->isConstexpr() || variable->getType()->isReferenceType();
      const bool braced = variable->getInitStyle() != clang::VarDecl::CInit;
      VisitExpression(init, {.statement = index,
                             .role = Role::kInitializer,
                             .needs = kAssignment,
                             .fixed = fixed,
                             .exact = braced || variable->getType()->isUndeducedType()});
    }
    AddVariable(*variable, {sketch_.statements[index].range.end, ScopeEnd(index)});
  }

  // Where the block that holds the statement ends.
  uint32_t ScopeEnd(int index) const {
    for (int i = sketch_.statements[index].parent; i >= 0; i = sketch_.statements[i].parent) {
      if (sketch_.statements[i].kind != StatementKind::kOther) return sketch_.statements[i].range.end;
    }
    return sketch_.functions[function_].body.end;
  }

  void VisitLoop(const clang::Stmt& loop, int index) {
    const Place condition{.statement = index, .role = Role::kLoopCondition, .needs = kComma};
    const clang::Stmt* body = nullptr;
    bool steps = true;  // whatever the body does, it ends
    if (const auto* while_loop = dyn_cast<clang::WhileStmt>(&loop)) {
      if (!while_loop->getConditionVariable()) VisitExpression(while_loop->getCond(), condition);
      body = while_loop->getBody();
      steps = false;
    } else if (const auto* do_loop = dyn_cast<clang::DoStmt>(&loop)) {
      VisitExpression(do_loop->getCond(), condition);
      body = do_loop->getBody();
      steps = false;
    } else if (const auto* for_loop = dyn_cast<clang::ForStmt>(&loop)) {
      if (const auto* init = dyn_cast_or_null<clang::DeclStmt>(for_loop->getInit())) {
        for (const clang::Decl* one : init->decls()) {
          if (const auto* variable = dyn_cast<clang::VarDecl>(one))
            AddVariable(*variable, sketch_.statements[index].range);
        }
      }
      if (for_loop->getCond()) VisitExpression(for_loop->getCond(), condition);
      body = for_loop->getBody();
      steps = for_loop->getInc() != nullptr && for_loop->getCond() != nullptr;
    } else if (const auto* range_loop = dyn_cast<clang::CXXForRangeStmt>(&loop)) {
      AddVariable(*range_loop->getLoopVariable(), sketch_.statements[index].range);
      body = range_loop->getBody();
    }
    if (!steps) ++loop_depth_;
    VisitStatement(body, index, false);
    if (!steps) --loop_depth_;
  }

  // Returns the expression's index, or -1 if it is not plainly in the text.
  int VisitExpression(const clang::Expr* raw, Place place) {
    if (!raw || isa<clang::CXXDefaultArgExpr>(raw)) return -1;
    const clang::Expr* spelled = Spelled(raw);
    const auto range = RangeOf(candidate_, spelled->getSourceRange());
    if (!range || range->size() == 0 || isa<clang::CXXThisExpr>(spelled)) return -1;
    Expression out;
    out.type = TypeOf(spelled->getType());
    out.wanted = TypeOf(raw->getType());
    out.range = *range;
    out.parent = place.parent;
    out.statement = place.statement;
    out.function = function_;
    out.role = place.role;
    out.needs = place.needs;
    out.exact = place.exact;
    out.guarded = place.guarded;
    out.below = place.below;
    // An lvalue that no conversion reads is bound to a reference or written to.
    out.fixed = place.fixed || (spelled->isGLValue() && raw->isGLValue());
    const int index = static_cast<int>(sketch_.expressions.size());
    sketch_.expressions.push_back(out);
    place.fixed = false;
    VisitOperands(spelled, index, place);
    return index;
  }

  Expression& At(int index) { return sketch_.expressions[index]; }

  void AddOperand(int index, const clang::Expr* operand, const Place& place) {
    const int child = VisitExpression(operand, place);
    At(index).operands.push_back(child);
    if (child < 0) {
      At(index).pure &= isa<clang::CXXThisExpr>(operand->IgnoreImplicit());
    } else {
      At(index).pure &= At(child).pure;
    }
  }

  void VisitOperands(const clang::Expr* spelled, int index, Place place) {
    if (isa<clang::IntegerLiteral>(spelled)) {
      At(index).kind = ExpressionKind::kInteger;
    } else if (isa<clang::FloatingLiteral>(spelled)) {
      At(index).kind = ExpressionKind::kReal;
    } else if (isa<clang::CXXBoolLiteralExpr>(spelled)) {
      At(index).kind = ExpressionKind::kBool;
    } else if (isa<clang::DeclRefExpr>(spelled)) {
      At(index).kind = ExpressionKind::kName;
    } else if (const auto* member = dyn_cast<clang::MemberExpr>(spelled)) {
      At(index).kind = ExpressionKind::kMember;
      if (!member->isImplicitAccess()) AddOperand(index, member->getBase(), place.Operand(index, kPrimary));
    } else if (const auto* binary = dyn_cast<clang::BinaryOperator>(spelled)) {
      VisitBinary(*binary, index, place);
    } else if (const auto* unary = dyn_cast<clang::UnaryOperator>(spelled)) {
      At(index).kind = ExpressionKind::kUnary;
      At(index).precedence = unary->isPostfix() ? kPrimary : kUnary;
      At(index).op_text = clang::UnaryOperator::getOpcodeStr(unary->getOpcode()).str();
      Place operand = place.Operand(index, kUnary);
      operand.fixed = unary->isIncrementDecrementOp() || unary->getOpcode() == clang::UO_AddrOf;
      AddOperand(index, unary->getSubExpr(), operand);
      At(index).pure &= !unary->isIncrementDecrementOp();
    } else if (const auto* group = dyn_cast<clang::ParenExpr>(spelled)) {
      At(index).kind = ExpressionKind::kParentheses;
      Place inner = place.Operand(index, kComma);
      inner.role = place.role;
      AddOperand(index, group->getSubExpr(), inner);
    } else if (const auto* choice = dyn_cast<clang::ConditionalOperator>(spelled)) {
      At(index).kind = ExpressionKind::kConditional;
      At(index).precedence = kAssignment;
      Place condition = place.Operand(index, kLogicalOr);
      condition.role = Role::kCondition;
      AddOperand(index, choice->getCond(), condition);
      AddOperand(index, choice->getTrueExpr(), place.Operand(index, kAssignment));
      AddOperand(index, choice->getFalseExpr(), place.Operand(index, kAssignment));
    } else if (const auto* cast = dyn_cast<clang::ExplicitCastExpr>(spelled)) {
      At(index).kind = ExpressionKind::kCast;
      const bool plain = isa<clang::CStyleCastExpr>(cast);
      At(index).precedence = plain ? kUnary : kPrimary;
      AddOperand(index, cast->getSubExprAsWritten(), place.Operand(index, plain ? kUnary : kAssignment));
    } else if (const auto* subscript = dyn_cast<clang::ArraySubscriptExpr>(spelled)) {
      VisitSubscript(*subscript, index, place);
    } else if (const auto* call = dyn_cast<clang::CallExpr>(spelled)) {
      VisitCall(*call, index, place);
    } else {
      VisitOther(*spelled, index, place);
    }
  }

  void VisitBinary(const clang::BinaryOperator& binary, int index, const Place& place) {
    const uint8_t precedence = PrecedenceOf(binary.getOpcode());
    At(index).kind = binary.isAssignmentOp() ? ExpressionKind::kAssignment : ExpressionKind::kBinary;
    At(index).precedence = precedence;
    At(index).op_text = binary.getOpcodeStr().str();
    if (const auto at = RangeOf(candidate_, binary.getOperatorLoc())) At(index).op = *at;
    Place left = place.Operand(index, precedence);
    left.fixed = binary.isAssignmentOp();
    Place right = place.Operand(index, static_cast<uint8_t>(precedence + (binary.isAssignmentOp() ? 0 : 1)));
    const auto op = binary.getOpcode();
    const bool divides =
        op == clang::BO_Div || op == clang::BO_Rem || op == clang::BO_DivAssign || op == clang::BO_RemAssign;
    right.guarded |= divides;
    if (op == clang::BO_Shl || op == clang::BO_Shr) right.below = std::max<uint32_t>(At(index).type.bits, 32);
    AddOperand(index, binary.getLHS(), left);
    AddOperand(index, binary.getRHS(), right);
    At(index).pure &= !binary.isAssignmentOp();
  }

  void VisitSubscript(const clang::ArraySubscriptExpr& subscript, int index, const Place& place) {
    At(index).kind = ExpressionKind::kIndex;
    AddOperand(index, subscript.getBase(), place.Operand(index, kPrimary));
    Place inner = place.Operand(index, kComma);
    inner.role = Role::kIndex;
    const clang::QualType base = subscript.getBase()->IgnoreImplicit()->getType();
    const auto* array = candidate_.context.getAsConstantArrayType(base);
    inner.below = array ? static_cast<uint32_t>(array->getSize().getLimitedValue(1u << 30)) : 0;
    AddOperand(index, subscript.getIdx(), inner);
  }

  void VisitCall(const clang::CallExpr& call, int index, const Place& place) {
    const clang::FunctionDecl* callee = call.getDirectCallee();
    const auto* operation = dyn_cast<clang::CXXOperatorCallExpr>(&call);
    if (!callee || (operation && operation->getOperator() != clang::OO_Subscript)) {
      VisitOther(call, index, place);
      return;
    }
    At(index).kind = operation ? ExpressionKind::kIndex : ExpressionKind::kCall;
    At(index).op_text = callee->getNameAsString();
    if (const auto* method = dyn_cast<clang::CXXMemberCallExpr>(&call)) {
      VisitObject(*method, index, place);
    } else if (const auto* name = dyn_cast<clang::DeclRefExpr>(call.getCallee()->IgnoreImplicit())) {
      if (const auto at = RangeOf(candidate_, name->getLocation())) At(index).op = *at;
    }
    const auto* as_method = dyn_cast<clang::CXXMethodDecl>(callee);
    const std::string& name = At(index).op_text;
    const bool needs_positive = name.starts_with("log") || name == "sqrt" || name == "pow";
    const bool is_template = callee->isTemplateInstantiation() && !as_method;
    for (unsigned i = 0; i < call.getNumArgs(); ++i) {
      if (operation && i == 0) {
        AddOperand(index, call.getArg(0), place.Operand(index, kPrimary));
        continue;
      }
      Place inner = place.Operand(index, kAssignment);
      inner.role = operation ? Role::kIndex : Role::kArgument;
      inner.exact = is_template;
      inner.guarded |= needs_positive;
      AddOperand(index, call.getArg(i), inner);
    }
    const bool quiet = as_method
                           ? (as_method->isConst() || operation != nullptr || as_method->isStatic())
                           : std::ranges::none_of(callee->parameters(), [](const clang::ParmVarDecl* p) {
                               const clang::QualType type = p->getType();
                               return type->isPointerType() ||
                                      (type->isReferenceType() && !type->getPointeeType().isConstQualified());
                             });
    At(index).pure &= quiet && !callee->getReturnType()->isVoidType();
  }

  void VisitObject(const clang::CXXMemberCallExpr& call, int index, const Place& place) {
    const auto* member = dyn_cast<clang::MemberExpr>(call.getCallee()->IgnoreParenImpCasts());
    if (!member) return;
    if (const auto at = RangeOf(candidate_, member->getMemberLoc())) At(index).op = *at;
    const clang::Expr* object = call.getImplicitObjectArgument();
    At(index).object_type = TypeOf(call.getObjectType()).name;
    if (member->isImplicitAccess()) return;
    Place inner = place.Operand(index, kPrimary);
    inner.fixed = true;
    if (const int child = VisitExpression(object, inner); child >= 0) {
      At(index).object = std::string(sketch_.Text(At(child)));
      At(index).pure &= At(child).pure;
    }
  }

  void VisitOther(const clang::Expr& expression, int index, const Place& place) {
    At(index).kind = ExpressionKind::kOther;
    At(index).pure = false;
    if (isa<clang::LambdaExpr, clang::UnaryExprOrTypeTraitExpr>(expression)) return;
    for (const clang::Stmt* child : expression.children()) {
      const auto* inner = dyn_cast_or_null<clang::Expr>(child);
      if (!inner) continue;
      Place operand = place.Operand(index, kPrimary);
      operand.exact = true;
      AddOperand(index, inner, operand);
    }
    At(index).pure = false;
  }

  const ParsedCandidate& candidate_;
  Sketch sketch_;
  int function_ = -1;
  int loop_depth_ = 0;  // of loops without a step of their own
};

}  // namespace

std::optional<Sketch> BuildSketch(const ParsedCandidate& candidate) {
  if (candidate.has_errors) return std::nullopt;
  return Builder(candidate).Build();
}

}  // namespace gauntlet::mutate
