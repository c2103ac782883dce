// What the two files that walk Clang's tree for a Sketch share.
#pragma once

#include <clang/AST/DeclCXX.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include <map>
#include <optional>
#include <string>

#include "host/mutate/sketch.h"
#include "host/toolchain/candidate_ast.h"

namespace gauntlet::mutate {

ValueType TypeOf(clang::QualType type);
// "int (unsigned int, const Request &)": functions of one signature can stand in for each other.
std::string SignatureOf(const clang::FunctionDecl& function);
// Place in the candidate's text, if the whole of it was written there and in no macro.
std::optional<Range> RangeOf(const ParsedCandidate& candidate, clang::SourceRange range);
// `range` with the semicolon that follows it; nothing if none follows.
std::optional<Range> WithSemicolon(std::string_view source, Range range);

// Where an expression stands, handed down the tree.
struct Place {
  int parent = -1;
  int statement = -1;
  Role role = Role::kOperand;
  uint8_t needs = kPrimary;
  bool fixed = false;
  bool exact = false;
  bool guarded = false;
  bool bounds_loop = false;
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

class ExpressionWalk {
 public:
  ExpressionWalk(const ParsedCandidate& candidate, Sketch& sketch) : candidate_(candidate), sketch_(sketch) {}

  // Adds the expression and all below it; returns its index, or -1 if it is not plainly in the text.
  int Visit(const clang::Expr* raw, Place place);

  int function = -1;  // that it is in

 private:
  Expression& At(int index) { return sketch_.expressions[index]; }
  void AddOperand(int index, const clang::Expr* operand, const Place& place);
  void VisitOperands(const clang::Expr* spelled, int index, Place place);
  void VisitUnary(const clang::UnaryOperator& unary, int index, const Place& place);
  void VisitChoice(const clang::ConditionalOperator& choice, int index, const Place& place);
  void VisitBinary(const clang::BinaryOperator& binary, int index, const Place& place);
  void VisitSubscript(const clang::ArraySubscriptExpr& subscript, int index, const Place& place);
  void VisitCall(const clang::CallExpr& call, int index, const Place& place);
  void VisitObject(const clang::CXXMemberCallExpr& call, int index, const Place& place);
  void VisitOther(const clang::Expr& expression, int index, const Place& place);

  const ParsedCandidate& candidate_;
  Sketch& sketch_;
};

// What a function can read and call: parameters, members of its class, members of those.
// The same for a local that is a record, or a reference to one.
void AddLocalFeatures(const clang::VarDecl& local, Range visible, const clang::FunctionDecl& function,
                      Function& out, Sketch& sketch);
void AddFeatures(const clang::FunctionDecl& function, Function& out, Sketch& sketch);
// Fields, methods, constants and functions of the evolve block, each with the others that it uses.
void AddDeclarations(const ParsedCandidate& candidate, Sketch& sketch);
// Which of the mathematical functions the headers declare, as they can be called.
void AddMathematics(const ParsedCandidate& candidate, Sketch& sketch);

}  // namespace gauntlet::mutate
