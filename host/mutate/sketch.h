// What the mutation operators need of a syntax tree, without Clang: a flat list of expressions, statements
// and declarations of the evolve block with their places in the text, and the features that each function can
// see. sketch_builder.cc draws it; operators read it and answer with text replacements.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/toolchain/normal_form.h"

namespace gauntlet::mutate {

struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;  // one past the last byte

  bool Contains(const Range& other) const { return begin <= other.begin && other.end <= end; }
  bool Overlaps(const Range& other) const { return begin < other.end && other.begin < end; }
  uint32_t size() const { return end - begin; }
  friend bool operator==(const Range&, const Range&) = default;
};

enum class ValueKind : uint8_t { kVoid, kBool, kInteger, kReal, kSlot, kOther };

struct ValueType {
  ValueKind kind = ValueKind::kOther;
  uint8_t bits = 0;
  bool is_signed = false;
  std::string name;  // canonical, as it can be written in a cast

  bool IsNumber() const { return kind == ValueKind::kInteger || kind == ValueKind::kReal; }
};

// How tightly an expression binds; text is put in parentheses when it binds less than its place needs.
enum Precedence : uint8_t {
  kComma = 1,
  kAssignment = 2,
  kLogicalOr = 3,
  kLogicalAnd = 4,
  kBitOr = 5,
  kBitXor = 6,
  kBitAnd = 7,
  kEquality = 8,
  kRelational = 9,
  kThreeWay = 10,
  kShift = 11,
  kAdditive = 12,
  kMultiplicative = 13,
  kMemberPointer = 14,
  kUnary = 15,
  kPrimary = 16,
};

enum class ExpressionKind : uint8_t {
  kInteger,
  kReal,
  kBool,  // literals
  kName,
  kMember,
  kIndex,
  kCall,  // kCall: `callee` names it
  kUnary,
  kBinary,
  kAssignment,
  kConditional,
  kCast,
  kParentheses,
  kOther,
};

enum class Role : uint8_t {
  kOperand,
  kCondition,
  kLoopCondition,
  kReturn,
  kInitializer,
  kArgument,
  kIndex,
  kDiscarded
};

struct Expression {
  ExpressionKind kind = ExpressionKind::kOther;
  ValueType type;    // its own
  ValueType wanted;  // after implicit conversions
  Range range;
  Range op;                 // of the operator token, of the method's name in a call
  std::string op_text;      // "+", or the method's or function's name
  std::string object;       // text of the object of a method call, of the base of a member
  std::string object_type;  // canonical
  std::vector<int> operands;
  int parent = -1;
  int statement = -1;
  int function = -1;
  Role role = Role::kOperand;
  uint8_t needs = kPrimary;       // the precedence that a text in this place needs
  uint8_t precedence = kPrimary;  // its own
  bool pure = true;               // evaluating it twice or not at all changes nothing
  bool fixed = false;     // may not be replaced: an lvalue is needed, a constant is needed, a step of a loop
  bool exact = false;     // its type must stay: a deduced or braced context
  bool assigned = false;  // the right side of a plain assignment
  bool dead = false;      // what it gives is never read
  bool guarded = false;   // below a division, a logarithm or a root: must stay as positive as it is
  bool bounds_loop = false;  // says how long a loop goes on: nothing but its literals may change
  bool account = false;      // keeps account of what is where: a key, the number of a list, bytes in use
  bool asks_slot = false;    // compares slots or pointers, or holds what does
  bool asks_place = false;   // compares an account for equality, or holds what does
  bool leaves_loop = false;  // a condition that ends a loop where it holds: it may hold more often
  uint32_t below = 0;  // an integer literal must stay below this (array bound, width of a shift); 0: no bound
};

enum class StatementKind : uint8_t {
  kExpression,
  kDeclaration,
  kReturn,
  kJump,
  kIf,
  kLoop,
  kSwitch,
  kCompound,
  kOther
};

struct Statement {
  StatementKind kind = StatementKind::kOther;
  Range range;      // with its semicolon
  int parent = -1;  // statement
  int function = -1;
  int condition = -1;  // expression
  int first = -1;      // expression of an expression statement or a return
  bool in_compound = false;
  bool in_loop = false;  // of a loop without a step of its own: changing it may never end
  bool repeats = false;  // of any loop, or a loop itself
  bool returns = false;  // holds a return
  bool last = false;     // last of its function's body
  bool dead = false;     // declares what is never read
};

struct Variable {
  std::string name;
  ValueType type;
  Range visible;
  int function = -1;
  int statement = -1;  // that declares it; -1: a parameter
  bool parameter = false;
  bool reference = false;  // another name of something else
  bool constant = false;
};

enum class Dimension : uint8_t { kNone, kPoint, kDuration, kCount, kBytes, kPriority, kIdentity, kCategory };

// An expression without effects that a function can read. `$` in the text stands for a slot in scope.
struct Feature {
  std::string text;
  ValueType type;
  Dimension dimension = Dimension::kNone;
  double weight = 1;
  Range visible;  // empty: the whole function
  bool local = false;
  bool assignable = false;  // a member that may be written
};

// A statement of one call on a member: `order_.move_to_front($);`
struct Action {
  std::string text;
  std::string object;
  std::string method;
  bool takes_slot = false;
};

// A function of the object's class that can stand in for another: same parameters, same result.
struct Sibling {
  std::string object_type;
  std::string method;
  std::string signature;
  bool is_const = false;
};

struct Function {
  std::string name;
  std::string owner;                    // class, or empty
  std::string signature;                // types of parameters and result
  std::vector<std::string> parameters;  // names; "" unnamed
  ValueType result;
  Range range;
  Range body;  // with its braces
  std::vector<Feature> features;
  std::vector<Action> actions;
  std::vector<int> declarations_used;
  bool constructor = false;
  bool constant = false;
};

// A declaration of the evolve block that another may need: field, method, type, constant, free function.
struct Declaration {
  std::string name;
  std::string owner;
  std::string type;                      // canonical, of fields
  Range range;                           // with its semicolon
  std::vector<int> uses;                 // declarations
  std::vector<std::string> inner_names;  // of an enumeration's values
  bool is_field = false;
  bool is_function = false;
  bool built_by_constructor = false;  // a constructor's initialiser list names it
};

struct Class {
  std::string name;
  Range range;
  uint32_t end_of_members = 0;  // before the closing brace
};

// A literal that modules of one shape read from their parameter table.
struct LiftedLiteral {
  Range range;
  std::string type;  // "int", "unsigned long", "double", ...
};

struct Sketch {
  std::string source;
  NormalForm form;
  std::vector<LiftedLiteral> literals;  // one for each of form.parameters
  Range block;                          // the evolve block
  std::vector<Expression> expressions;
  std::vector<Statement> statements;
  std::vector<Variable> variables;
  std::vector<Function> functions;
  std::vector<Declaration> declarations;
  std::vector<Class> classes;
  std::vector<Sibling> siblings;
  std::map<std::string, std::string, std::less<>>
      mathematics;  // "log" -> "gauntlet::sdk::log": what can be called

  std::set<std::string, std::less<>>
      containers;  // of the SDK, as far as the parent includes them: "SlotTable", ...

  std::string_view Text(Range range) const {
    return std::string_view(source).substr(range.begin, range.size());
  }
  std::string_view Text(const Expression& e) const { return Text(e.range); }
  bool InBlock(Range range) const { return block.Contains(range); }
  // What `function` can read at `offset`, `$` replaced by every slot in scope.
  std::vector<Feature> FeaturesAt(int function, uint32_t offset) const;
  // Names of slot values visible there.
  std::vector<std::string> SlotsAt(int function, uint32_t offset) const;
  bool Has(std::string_view function) const { return mathematics.contains(function); }
};

// Marks declarations of variables that nothing reads: changing those changes no decision.
void MarkDead(Sketch& sketch);

// Marks the expressions that say how long a loop goes on: initial values and new values of the numbers that
// its condition compares, and conditions of what leaves it. REQUIRES: conditions of loops are marked.
void MarkLoopBounds(Sketch& sketch);

// Marks accounts and the conditions that ask for them.
void MarkAccounts(Sketch& sketch);

// Some statement that matters reads what is called by the last name of `path` (`count` of `entry.count`).
bool IsRead(const Sketch& sketch, std::string_view path);

// Dimension and weight of a feature, from the words of its name.
struct Meaning {
  Dimension dimension;
  double weight;
};
Meaning MeaningOf(std::string_view feature_text);

}  // namespace gauntlet::mutate
