// Walks the expressions of one function.
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

}  // namespace

int ExpressionWalk::Visit(const clang::Expr* raw, Place place) {
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
  out.function = function;
  out.role = place.role;
  out.needs = place.needs;
  out.exact = place.exact;
  out.guarded = place.guarded;
  out.below = place.below;
  out.bounds_loop = place.bounds_loop;
  // An lvalue that no conversion reads is bound to a reference or written to.
  out.fixed = place.fixed || (spelled->isGLValue() && raw->isGLValue());
  const int index = static_cast<int>(sketch_.expressions.size());
  sketch_.expressions.push_back(out);
  place.fixed = false;
  VisitOperands(spelled, index, place);
  return index;
}

void ExpressionWalk::AddOperand(int index, const clang::Expr* operand, const Place& place) {
  const int child = Visit(operand, place);
  At(index).operands.push_back(child);
  if (child < 0) {
    At(index).pure &= isa<clang::CXXThisExpr>(operand->IgnoreImplicit());
  } else {
    At(index).pure &= At(child).pure;
  }
}

void ExpressionWalk::VisitOperands(const clang::Expr* spelled, int index, Place place) {
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
    VisitUnary(*unary, index, place);
  } else if (const auto* group = dyn_cast<clang::ParenExpr>(spelled)) {
    At(index).kind = ExpressionKind::kParentheses;
    Place inner = place.Operand(index, kComma);
    inner.role = place.role;
    AddOperand(index, group->getSubExpr(), inner);
  } else if (const auto* choice = dyn_cast<clang::ConditionalOperator>(spelled)) {
    VisitChoice(*choice, index, place);
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

void ExpressionWalk::VisitUnary(const clang::UnaryOperator& unary, int index, const Place& place) {
  At(index).kind = ExpressionKind::kUnary;
  At(index).precedence = unary.isPostfix() ? kPrimary : kUnary;
  At(index).op_text = clang::UnaryOperator::getOpcodeStr(unary.getOpcode()).str();
  Place operand = place.Operand(index, kUnary);
  operand.fixed = unary.isIncrementDecrementOp() || unary.getOpcode() == clang::UO_AddrOf;
  AddOperand(index, unary.getSubExpr(), operand);
  At(index).pure &= !unary.isIncrementDecrementOp();
}

void ExpressionWalk::VisitChoice(const clang::ConditionalOperator& choice, int index, const Place& place) {
  At(index).kind = ExpressionKind::kConditional;
  At(index).precedence = kAssignment;
  Place condition = place.Operand(index, kLogicalOr);
  condition.role = Role::kCondition;
  AddOperand(index, choice.getCond(), condition);
  AddOperand(index, choice.getTrueExpr(), place.Operand(index, kAssignment));
  AddOperand(index, choice.getFalseExpr(), place.Operand(index, kAssignment));
}

void ExpressionWalk::VisitBinary(const clang::BinaryOperator& binary, int index, const Place& place) {
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
  const int value = At(index).operands[1];
  if (binary.getOpcode() == clang::BO_Assign && value >= 0) At(value).assigned = true;
}

void ExpressionWalk::VisitSubscript(const clang::ArraySubscriptExpr& subscript, int index,
                                    const Place& place) {
  At(index).kind = ExpressionKind::kIndex;
  AddOperand(index, subscript.getBase(), place.Operand(index, kPrimary));
  Place inner = place.Operand(index, kComma);
  inner.role = Role::kIndex;
  const clang::QualType base = subscript.getBase()->IgnoreImplicit()->getType();
  const auto* array = candidate_.context.getAsConstantArrayType(base);
  inner.below = array ? static_cast<uint32_t>(array->getSize().getLimitedValue(1u << 30)) : 0;
  AddOperand(index, subscript.getIdx(), inner);
}

void ExpressionWalk::VisitCall(const clang::CallExpr& call, int index, const Place& place) {
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

void ExpressionWalk::VisitObject(const clang::CXXMemberCallExpr& call, int index, const Place& place) {
  const auto* member = dyn_cast<clang::MemberExpr>(call.getCallee()->IgnoreParenImpCasts());
  if (!member) return;
  if (const auto at = RangeOf(candidate_, member->getMemberLoc())) At(index).op = *at;
  const clang::Expr* object = call.getImplicitObjectArgument();
  At(index).object_type = TypeOf(call.getObjectType()).name;
  if (member->isImplicitAccess()) return;
  Place inner = place.Operand(index, kPrimary);
  inner.fixed = true;
  if (const int child = Visit(object, inner); child >= 0) {
    At(index).object = std::string(sketch_.Text(At(child)));
    At(index).pure &= At(child).pure;
  }
}

void ExpressionWalk::VisitOther(const clang::Expr& expression, int index, const Place& place) {
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

}  // namespace gauntlet::mutate
